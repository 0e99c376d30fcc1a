/// What a load generator needs of a response's head: the status, and where the response ends.
package struct ResponseHead: Equatable {
  /// The status code, 000…999.
  package var status: Int
  /// Bytes up to and including the empty line.
  package var length: Int
  /// Bytes of the body, from `Content-Length`.
  package var bodyLength: Int
  /// The server said that it closes the connection after this response.
  package var closes: Bool

  /// A head from its parts.
  package init(status: Int, length: Int, bodyLength: Int, closes: Bool) {
    self.status = status
    self.length = length
    self.bodyLength = bodyLength
    self.closes = closes
  }
}

/// A response that the load generator cannot follow; the text says what was wrong with it.
package struct MalformedResponse: Error, Equatable {
  /// For people.
  package var reason: String

  /// A response with this wrong.
  package init(reason: String) { self.reason = reason }
}

extension ResponseHead {
  /// Reads the head at the start of the first `count` bytes of `buffer`; nil while its empty line has not come.
  ///
  /// The body's length must be told by `Content-Length` (RFC 9112, section 6.3); chunked bodies are not followed.
  package static func parse(_ buffer: [UInt8], count: Int) throws(MalformedResponse) -> ResponseHead? {
    let bytes = buffer.span.extracting(0..<count)
    guard var lineEnd = bytes.index(of: UInt8(ascii: "\n"), from: 0) else { return nil }
    var head = ResponseHead(status: try status(in: bytes, to: lineEnd), length: 0, bodyLength: 0, closes: false)
    var hasLength = false
    while true {
      let start = lineEnd + 1
      guard let end = bytes.index(of: UInt8(ascii: "\n"), from: start) else { return nil }
      lineEnd = end
      if end - start <= 1 {
        head.length = end + 1
        break
      }
      if let value = bytes.place(after: "content-length:", from: start, to: end) {
        guard let length = bytes.number(from: value, to: end) else {
          throw MalformedResponse(reason: "a Content-Length that is no number")
        }
        head.bodyLength = length
        hasLength = true
      } else if let value = bytes.place(after: "connection:", from: start, to: end) {
        head.closes = bytes.place(after: "close", from: value, to: end) != nil
      } else if bytes.place(after: "transfer-encoding:", from: start, to: end) != nil {
        throw MalformedResponse(reason: "a body with a Transfer-Encoding")
      }
    }
    guard hasLength || head.status == 204 || head.status == 304 else {
      throw MalformedResponse(reason: "no Content-Length")
    }
    return head
  }

  private static func status(in bytes: Span<UInt8>, to end: Int) throws(MalformedResponse) -> Int {
    guard let code = bytes.place(after: "http/1.1", from: 0, to: end), end >= code + 3,
      let status = bytes.number(from: code, to: code + 3)
    else { throw MalformedResponse(reason: "no HTTP/1.1 status line") }
    return status
  }
}
