internal import HTTPTypes
internal import Sockets

extension HeadParser {
  /// RFC 9112, 3: method, one space, target, one space, version.
  mutating func readRequestLine(_ bytes: Span<UInt8>, _ line: Range<Int>, into facts: inout HeadFacts) throws(Refusal) {
    var index = line.lowerBound
    while index < line.upperBound, bytes[index].isTokenCharacter { index += 1 }
    guard index > line.lowerBound, index < line.upperBound, bytes[index] == .space else {
      throw .malformed("a request line without a method")
    }
    facts.method = Self.method(bytes, line.lowerBound..<index)

    let target = index + 1
    index = target
    while index < line.upperBound, bytes[index] != .space {
      let byte = bytes[index]
      guard byte > 0x20, byte < 0x7F else { throw .malformed("a target with an octet that is not visible ASCII") }
      index += 1
    }
    guard index > target, index < line.upperBound else { throw .malformed("a request line without target or version") }
    guard index - target <= limits.target else {
      throw Refusal(.uriTooLong, "a target of more than \(limits.target) octets")
    }
    try readVersion(bytes, (index + 1)..<line.upperBound, into: &facts)
    try readTarget(bytes, target..<index, into: &facts)
  }

  private static func method(_ bytes: Span<UInt8>, _ range: Range<Int>) -> HTTPRequest.Method {
    let first = bytes[range.lowerBound]
    if range.count == 3, first == UInt8(ascii: "G"), bytes[range.lowerBound + 1] == UInt8(ascii: "E"),
      bytes[range.lowerBound + 2] == UInt8(ascii: "T")
    {
      return .get
    }
    // Its octets were just seen to be a token, which is all that this initialiser asks for.
    return HTTPRequest.Method(rawValue: bytes.text(range)) ?? .get
  }

  private func readVersion(_ bytes: Span<UInt8>, _ range: Range<Int>, into facts: inout HeadFacts) throws(Refusal) {
    let start = range.lowerBound
    guard range.count == 8, bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
      bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
      bytes[start + 4] == UInt8(ascii: "/"), bytes[start + 5].isDigit, bytes[start + 6] == UInt8(ascii: "."),
      bytes[start + 7].isDigit
    else { throw .malformed("a version that is not HTTP/1.1") }
    guard bytes[start + 5] == UInt8(ascii: "1") else {
      throw Refusal(.httpVersionNotSupported, "a version other than HTTP/1.0 and HTTP/1.1")
    }
    facts.minor = bytes[start + 7] &- 0x30
  }

  /// RFC 9112, 3.2: the origin, absolute, asterisk and (for CONNECT alone) authority forms.
  private mutating func readTarget(
    _ bytes: Span<UInt8>, _ range: Range<Int>, into facts: inout HeadFacts
  ) throws(Refusal) {
    if bytes[range.lowerBound] == UInt8(ascii: "/") {
      return try readPath(bytes, range, into: &facts)
    }
    if facts.method == .connect {
      try Authority.check(bytes, range)
      facts.authority = Extent(range.lowerBound, range.upperBound)
      return
    }
    if range.count == 1, bytes[range.lowerBound] == UInt8(ascii: "*") {
      guard facts.method == .options else { throw .malformed("the target * with a method other than OPTIONS") }
      facts.path = Extent(range.lowerBound, range.upperBound)
      return
    }
    let scheme: Int
    if range.count > 7, bytes.spells("http://", in: range.lowerBound..<(range.lowerBound + 7)) {
      scheme = 7
    } else if range.count > 8, bytes.spells("https://", in: range.lowerBound..<(range.lowerBound + 8)) {
      scheme = 8
    } else {
      throw .malformed("a target that is neither a path nor an http URL")
    }
    let start = range.lowerBound + scheme
    var end = start
    while end < range.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
    try Authority.check(bytes, start..<end)
    facts.authority = Extent(start, end)
    try readPath(bytes, end..<range.upperBound, into: &facts)
  }

  private func readPath(_ bytes: Span<UInt8>, _ range: Range<Int>, into facts: inout HeadFacts) throws(Refusal) {
    var index = range.lowerBound
    var question: Int?
    while index < range.upperBound {
      switch bytes[index] {
      // What neither RFC 3986 nor the URL standard lets through unencoded.
      case UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"):
        throw .malformed("a target with a character that must be percent-encoded")
      case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        if question == nil { throw .malformed("a path with a character that must be percent-encoded") }
      case UInt8(ascii: "?"):
        if question == nil { question = index }
      default: break
      }
      index += 1
    }
    facts.path = Extent(range.lowerBound, question ?? range.upperBound)
    facts.query = question.map { Extent($0 + 1, range.upperBound) }
  }
}
