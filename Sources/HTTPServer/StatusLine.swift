internal import HTTPTypes

/// The status lines, ready to be sent.
enum StatusLine {
  private static let lines: [[UInt8]] = (0..<1000).map { code in
    Array("HTTP/1.1 \(code) \(HTTPResponse.Status(integerLiteral: code).reasonPhrase)\r\n".utf8)
  }

  /// `HTTP/1.1 302 Found` with its CR LF.
  static func bytes(_ status: HTTPResponse.Status) -> [UInt8] { lines[status.code] }
}
