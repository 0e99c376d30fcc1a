/// What a receiver of webhooks needs of a request's head: what is asked, where the request ends, and its `webhook-id`.
package struct RequestHead: Equatable {
  /// Where the method is in the buffer.
  package var method: Range<Int>
  /// Where the request target is.
  package var target: Range<Int>
  /// Where the value of `webhook-id` is; nil where there is none.
  package var webhookID: Range<Int>?
  /// Bytes up to and including the empty line.
  package var length = 0
  /// Bytes of the body, from `Content-Length`; without it there is none.
  package var bodyLength = 0
  /// The client waits to be told that it may send the body.
  package var expectsContinue = false
}

/// A request that a receiver cannot follow; the text says what was wrong with it.
package struct MalformedRequest: Error, Equatable {
  /// For people.
  package var reason: String
}

extension RequestHead {
  /// Reads the head at the start of the first `count` bytes of `buffer`; nil while its empty line has not come.
  ///
  /// The body's length must be told by `Content-Length` (RFC 9112, section 6.3); chunked bodies are not followed.
  package static func parse(_ buffer: [UInt8], count: Int) throws(MalformedRequest) -> RequestHead? {
    let bytes = buffer.span.extracting(0..<count)
    let space = UInt8(ascii: " ")
    guard var lineEnd = bytes.index(of: UInt8(ascii: "\n"), from: 0) else { return nil }
    guard let first = bytes.index(of: space, from: 0), let second = bytes.index(of: space, from: first + 1),
      second < lineEnd, bytes.place(after: "http/1.1", from: second + 1, to: lineEnd) != nil
    else { throw MalformedRequest(reason: "no HTTP/1.1 request line") }
    var head = RequestHead(method: 0..<first, target: first + 1..<second)
    while true {
      let start = lineEnd + 1
      guard let end = bytes.index(of: UInt8(ascii: "\n"), from: start) else { return nil }
      lineEnd = end
      if end - start <= 1 {
        head.length = end + 1
        return head
      }
      if let value = bytes.place(after: "content-length:", from: start, to: end) {
        guard let length = bytes.number(from: value, to: end) else {
          throw MalformedRequest(reason: "a Content-Length that is no number")
        }
        head.bodyLength = length
      } else if let value = bytes.place(after: "webhook-id:", from: start, to: end) {
        head.webhookID = value..<bytes.textEnd(from: value, to: end)
      } else if bytes.place(after: "expect:", from: start, to: end) != nil {
        head.expectsContinue = true
      } else if bytes.place(after: "transfer-encoding:", from: start, to: end) != nil {
        throw MalformedRequest(reason: "a body with a Transfer-Encoding")
      }
    }
  }
}
