import Glibc

/// What a closed-loop client needs of a response's head: the status, and where the response ends.
struct ResponseHead: Equatable {
  /// The status code, 000…999.
  var status: Int
  /// Bytes up to and including the empty line.
  var length: Int
  /// Bytes of the body, from `Content-Length`.
  var bodyLength: Int
  /// The server said that it closes the connection after this response.
  var closes: Bool
}

/// A response that the load generator cannot follow; the text says what was wrong with it.
struct MalformedResponse: Error, Equatable {
  var reason: String
}

extension ResponseHead {
  /// Reads the head at the start of the first `count` bytes of `buffer`; nil while its empty line has not come.
  ///
  /// The body's length must be told by `Content-Length` (RFC 9112, section 6.3); chunked bodies are not followed.
  static func parse(_ buffer: [UInt8], count: Int) throws(MalformedResponse) -> ResponseHead? {
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

extension Span<UInt8> {
  /// The first place of `byte` at or after `start`.
  fileprivate func index(of byte: UInt8, from start: Int) -> Int? {
    guard start < count else { return nil }
    // memchr is what keeps reading a head at a few dozen nanoseconds.
    return unsafe withUnsafeBufferPointer { all in
      guard let base = all.baseAddress,
        let found = unsafe memchr(base + start, Int32(byte), all.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// Where the text after `prefix` (given in lower case, met in any) and the blanks after it starts on the line
  /// from `start` to `end`; nil when the line does not begin so.
  fileprivate func place(after prefix: StaticString, from start: Int, to end: Int) -> Int? {
    let length = prefix.utf8CodeUnitCount
    guard end - start >= length else { return nil }
    for offset in 0..<length {
      let byte = self[start + offset]
      let isUpper = byte &- UInt8(ascii: "A") < 26
      guard unsafe (isUpper ? byte | 0x20 : byte) == prefix.utf8Start[offset] else { return nil }
    }
    var place = start + length
    while place < end, self[place] == UInt8(ascii: " ") || self[place] == UInt8(ascii: "\t") { place += 1 }
    return place
  }

  /// The decimal number that fills `start..<end`, blanks and the carriage return after it aside; at most 9 digits.
  fileprivate func number(from start: Int, to end: Int) -> Int? {
    var last = end
    while last > start, self[last - 1] <= UInt8(ascii: " ") { last -= 1 }
    guard last > start, last - start <= 9 else { return nil }
    var number = 0
    for place in start..<last {
      let digit = self[place] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }
}
