import Testing
import HTTPTypes

/// A request as bytes, with what is notable about it; tables of tests print its name.
struct Sample: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: String
  /// What it is refused with; 200 for what is accepted.
  var status: Int

  init(_ name: String, _ bytes: String, _ status: Int = 400) {
    self.name = name
    self.bytes = bytes
    self.status = status
  }

  var testDescription: String { name }

  /// With these lines after a proper request line and Host.
  static func field(_ name: String, _ lines: String, _ status: Int = 400) -> Sample {
    Sample(name, "POST /echo HTTP/1.1\r\nHost: example.com\r\n\(lines)\r\n\r\n", status)
  }

  /// With this instead of a request line.
  static func line(_ name: String, _ line: String, _ status: Int = 400) -> Sample {
    Sample(name, "\(line)\r\nHost: example.com\r\n\r\n", status)
  }

  /// With this Host field, or whatever lines.
  static func host(_ name: String, _ lines: String, _ status: Int = 400) -> Sample {
    Sample(name, "GET / HTTP/1.1\r\n\(lines)\r\n\r\n", status)
  }

  /// With this chunked body.
  static func chunks(_ name: String, _ body: String, _ status: Int = 400) -> Sample {
    Sample(name, "POST /echo HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", status)
  }
}

enum Heads {
  static let refused: [Sample] =
    requestLines + fields + hosts + lengths + codings + [
      .line("a target past the limit", "GET /\(String(repeating: "a", count: 8192)) HTTP/1.1", 414),
      .line("a target far past the limit", "GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1", 414),
      .field("a header past the limit", "X: \(String(repeating: "a", count: 40_000))", 431),
      .field("ten thousand fields", Array(repeating: "X: y", count: 10_000).joined(separator: "\r\n"), 431),
      .field("an unknown expectation", "Expect: 200-ok", 417),
      .field("an empty expectation", "Expect:", 417),
      .field("two expectations in one", "Expect: 100-continue, other", 417),
    ]

  static let requestLines: [Sample] = [
    .line("a version with leading zero", "GET / HTTP/01.01"),
    .line("a version without minor", "GET / HTTP/1"),
    .line("a lower-case version", "GET / http/1.1"),
    .line("a version with two digits", "GET / HTTP/1.10"),
    .line("a version with a trailing space", "GET / HTTP/1.1 "),
    .line("another protocol", "GET / HTTQ/1.1"),
    .line("no version", "GET /"),
    .line("HTTP/2", "GET / HTTP/2.0", 505),
    .line("HTTP/0.9 in full", "GET / HTTP/0.9", 505),
    .line("no target", "GET HTTP/1.1"),
    .line("an empty target", "GET  HTTP/1.1"),
    .line("two spaces before the version", "GET /  HTTP/1.1"),
    .line("a tab for a space", "GET\t/ HTTP/1.1"),
    .line("a space before the method", " GET / HTTP/1.1"),
    .line("a method that is no token", "GE(T / HTTP/1.1"),
    .line("an empty method", " / HTTP/1.1"),
    .line("a space in the target", "GET /a b HTTP/1.1"),
    .line("the asterisk with GET", "GET * HTTP/1.1"),
    .line("the asterisk with POST", "POST * HTTP/1.1"),
    .line("a relative target", "GET index.html HTTP/1.1"),
    .line("a fragment", "GET /a#b HTTP/1.1"),
    .line("NUL in the target", "GET /a\0b HTTP/1.1"),
    .line("a control character in the target", "GET /a\u{1}b HTTP/1.1"),
    .line("DEL in the target", "GET /a\u{7F}b HTTP/1.1"),
    .line("a letter outside ASCII in the target", "GET /é HTTP/1.1"),
    .line("a bare carriage return in the target", "GET /a\rb HTTP/1.1"),
    .line("another scheme", "GET ftp://example.com/ HTTP/1.1"),
    .line("an absolute form without a host", "GET http:///a HTTP/1.1"),
    .line("an absolute form with user information", "GET http://me@example.com/ HTTP/1.1"),
    .line("an authority form with GET", "GET example.com:443 HTTP/1.1"),
    Sample("a bare line feed after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
    Sample("a bare line feed after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n"),
    Sample("a bare line feed at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
    Sample("bare line feeds throughout", "GET / HTTP/1.1\nHost: a\n\n"),
    Sample("a line feed before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    Sample("binary rubbish", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0"),
  ]

  static let fields: [Sample] = [
    .field("a folded line", "X: a\r\n b"),
    .field("a line folded with a tab", "X: a\r\n\tb"),
    Sample("a folded line as the first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    .field("a space before the colon", "X : a"),
    .field("a tab before the colon", "X\t: a"),
    .field("no colon", "X"),
    .field("no name", ": a"),
    .field("a name outside ASCII", "Xé: a"),
    .field("a name with a control character", "X\u{1}: a"),
    .field("a name with parentheses", "X(): a"),
    .field("NUL in a value", "X: a\0b"),
    .field("a control character in a value", "X: a\u{1}b"),
    .field("a vertical tab in a value", "X: a\u{B}b"),
    .field("DEL in a value", "X: a\u{7F}b"),
    .field("a bare carriage return in a value", "X: a\rb"),
    .field("a carriage return before the end of line", "X: a\r\r\nY: b"),
  ]

  static let hosts: [Sample] = [
    .host("no Host", "X: y"),
    .host("two hosts", "Host: a\r\nHost: b"),
    .host("the same host twice", "Host: a\r\nHost: a"),
    .host("an empty Host", "Host:"),
    .host("a Host of spaces", "Host:   "),
    .host("two hosts in one", "Host: a, b"),
    .host("two hosts without a space", "Host: a,b"),
    .host("user information", "Host: me@a"),
    .host("a path", "Host: a/b"),
    .host("a query", "Host: a?b"),
    .host("a URL", "Host: http://a"),
    .host("a space inside", "Host: a b"),
    .host("a port that is no number", "Host: a:b"),
    .host("a port too large", "Host: a:65536"),
    .host("a port alone", "Host: :80"),
    .host("an address without its closing bracket", "Host: [::1"),
    .host("something after an address", "Host: [::1]a"),
    .host("a broken percent-encoding", "Host: a%2"),
    Sample("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
    Sample("no Host beside an absolute form", "GET http://a/ HTTP/1.1\r\n\r\n"),
  ]

  static let lengths: [Sample] =
    [
      "+5", "-0", "-5", "0x5", "1_0", "1 0", "", "05", "00", "5.0", "five", "5,5", "5, 5", "5;",
      "9223372036854775808", "18446744073709551621", "99999999999999999999999999", "５",
    ].map { .field("Content-Length: \($0)", "Content-Length: \($0)") } + [
      .field("lengths that differ", "Content-Length: 5\r\nContent-Length: 6"),
      .field("the same length twice", "Content-Length: 5\r\nContent-Length: 5"),
      .field("a length and a coding", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
      .field("a coding and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
    ]

  static let codings: [Sample] =
    [
      "xchunked", "identity", "", "\u{B}chunked", "\u{C}chunked", "\0chunked", "chunked, gzip", "chunked, identity",
      "chunked, chunked", "chunked,", "gzip", "\"chunked\"", "chunked;q=1", "chunke", "chunked chunked",
    ].map { .field("Transfer-Encoding: \($0)", "Transfer-Encoding: \($0)") } + [
      .field("an unknown coding before chunked", "Transfer-Encoding: gzip, chunked", 501),
      .field("chunked twice on two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
      .field("chunked, then identity on another line", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
      Sample("a coding in HTTP/1.0", "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ]

  static let accepted: [Sample] = [
    Sample("a plain request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    Sample("an empty line before it", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    Sample("two empty lines before it", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    .line("an absolute form", "GET http://example.com/ HTTP/1.1", 200),
    .line("an absolute form with port and query", "GET http://example.com:8080/?a=b HTTP/1.1", 200),
    .line("an absolute form in capitals", "GET HTTPS://EXAMPLE.COM/ HTTP/1.1", 200),
    .line("an absolute form without a path", "GET http://example.com HTTP/1.1", 200),
    .line("an absolute form without a path but a query", "GET http://example.com?a HTTP/1.1", 200),
    .line("the asterisk with OPTIONS", "OPTIONS * HTTP/1.1", 200),
    .line("a later minor version", "GET / HTTP/1.2", 200),
    .line("a target of 8,000 octets", "GET /?\(String(repeating: "a", count: 7_998)) HTTP/1.1", 200),
    .line("characters that browsers leave in a query", "GET /?a=[|^`{}\\'] HTTP/1.1", 200),
    Sample("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 200),
    .host("a host with a port", "Host: example.com:8080", 200),
    .host("an address", "Host: 192.0.2.1", 200),
    .host("an IPv6 address with a port", "Host: [2001:db8::1]:8080", 200),
    .host("a host in capitals", "HOST: Example.COM", 200),
    .host("no space after the colon", "Host:a", 200),
    .host("spaces and tabs around a value", "Host: \t a \t ", 200),
    .host("an empty value", "Host: a\r\nX:", 200),
    .host("octets outside ASCII in a value", "Host: a\r\nX: é", 200),
    .host("a tab inside a value", "Host: a\r\nX: a\tb", 200),
    .host("a hundred fields", "Host: a\r\n" + Array(repeating: "X: y", count: 99).joined(separator: "\r\n"), 200),
    .field("a length of zero", "Content-Length: 0", 200),
    .field("a coding in capitals", "Transfer-Encoding: CHUNKED\r\n\r\n0", 200),
  ]
}

enum Chunks {
  static let refused: [Sample] = [
    .chunks("a plus sign", "+5\r\nhello\r\n0\r\n\r\n"),
    .chunks("a minus sign", "-5\r\nhello\r\n0\r\n\r\n"),
    .chunks("a hexadecimal prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
    .chunks("an underscore", "0_5\r\nhello\r\n0\r\n\r\n"),
    .chunks("a space before the size", " 5\r\nhello\r\n0\r\n\r\n"),
    .chunks("a space after the size", "5 \r\nhello\r\n0\r\n\r\n"),
    .chunks("a space inside the size", "0 5\r\nhello\r\n0\r\n\r\n"),
    .chunks("no size", "\r\nhello\r\n0\r\n\r\n"),
    .chunks("a size that overflows", "FFFFFFFFFFFFFFFF5\r\nhello\r\n0\r\n\r\n"),
    .chunks("a size of 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
    .chunks("a size without an end", String(repeating: "0", count: 70_000)),
    .chunks("a letter that is no digit", "5g\r\nhello\r\n0\r\n\r\n"),
    .chunks("data longer than its size", "4\r\nhello\r\n0\r\n\r\n"),
    .chunks("no line end after the data", "5\r\nhello0\r\n\r\n"),
    .chunks("a bare line feed after the data", "5\r\nhello\n0\r\n\r\n"),
    .chunks("a bare carriage return after the data", "5\r\nhello\r0\r\n\r\n"),
    .chunks("a bare line feed after the size", "5\nhello\r\n0\r\n\r\n"),
    .chunks("a bare carriage return after the size", "5\rhello\r\n0\r\n\r\n"),
    .chunks("a bare semicolon", "5;\r\nhello\r\n0\r\n\r\n"),
    .chunks("a semicolon twice", "5;;a\r\nhello\r\n0\r\n\r\n"),
    .chunks("an extension without a value", "5;a=\r\nhello\r\n0\r\n\r\n"),
    .chunks("an extension whose quotes stay open", "5;a=\"b\r\nhello\r\n0\r\n\r\n"),
    .chunks("NUL in an extension", "5;a\0b\r\nhello\r\n0\r\n\r\n"),
    .chunks("a line feed in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
    .chunks("a space in an extension", "5; a\r\nhello\r\n0\r\n\r\n"),
    .chunks("an extension of 64 kB", "5;\(String(repeating: "a", count: 65_536))\r\nhello\r\n0\r\n\r\n"),
    .chunks(
      "64 kB of extensions, a few octets each",
      String(repeating: "1;\(String(repeating: "a", count: 100))\r\nx\r\n", count: 650) + "0\r\n\r\n"),
    .chunks("a trailer without a colon", "0\r\nX\r\n\r\n"),
    .chunks("a folded trailer", "0\r\nX: a\r\n b\r\n\r\n"),
    .chunks("a space before a trailer's colon", "0\r\nX : a\r\n\r\n"),
    .chunks("NUL in a trailer", "0\r\nX: a\0\r\n\r\n"),
    .chunks("a bare line feed in the trailers", "0\r\nX: a\n\r\n"),
    .chunks(
      "a body past the limit", String(repeating: "3E8\r\n\(String(repeating: "x", count: 1000))\r\n", count: 101), 413),
    .chunks("a chunk past the limit", "FFFFFF\r\n\(String(repeating: "x", count: 100_001))", 413),
  ]

  static let accepted: [Sample] = [
    .chunks("one chunk", "5\r\nhello\r\n0\r\n\r\n", 200),
    .chunks("two chunks", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", 200),
    .chunks("leading zeros", "0005\r\nhello\r\n0000\r\n\r\n", 200),
    .chunks("an extension", "5;a\r\nhello\r\n0\r\n\r\n", 200),
    .chunks("an extension with a value", "5;a=b\r\nhello\r\n0;last\r\n\r\n", 200),
    .chunks("an extension with a quoted value", "5;a=\"b \\\" ;c\";d=e\r\nhello\r\n0\r\n\r\n", 200),
    .chunks("trailers", "5\r\nhello\r\n0\r\nX-Check: abc\r\nY:\r\n\r\n", 200),
  ]
}
