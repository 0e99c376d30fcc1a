internal import HTTPTypes
internal import Sockets

extension HeadParser {
  /// RFC 9112, 5: name, colon, value; no folding, no space before the colon.
  mutating func readField(_ bytes: Span<UInt8>, _ line: Range<Int>, into facts: inout HeadFacts) throws(Refusal) {
    let field = try Self.field(bytes, line)
    facts.fields.append(
      .init(
        name: Extent(field.name.lowerBound, field.name.upperBound),
        value: Extent(field.value.lowerBound, field.value.upperBound)))
    try interpret(bytes, field.name, field.value, into: &facts)
  }

  /// Splits a line into name and value; serves trailers as well.
  static func field(
    _ bytes: Span<UInt8>, _ line: Range<Int>
  ) throws(Refusal) -> (name: Range<Int>, value: Range<Int>) {
    var index = line.lowerBound
    while index < line.upperBound, bytes[index].isTokenCharacter { index += 1 }
    guard index < line.upperBound, bytes[index] == UInt8(ascii: ":"), index > line.lowerBound else {
      if bytes[line.lowerBound] == .space || bytes[line.lowerBound] == .tab { throw .malformed("a folded header line") }
      throw .malformed("a header line without a proper name and colon")
    }
    return (line.lowerBound..<index, bytes.trimmed((index + 1)..<line.upperBound))
  }

  /// The fields that decide how the message is read.
  private mutating func interpret(
    _ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>, into facts: inout HeadFacts
  ) throws(Refusal) {
    switch name.count {
    case 4 where bytes.spells("host", in: name):
      hostCount += 1
      guard hostCount == 1 else { throw .malformed("more than one Host") }
      try Authority.check(bytes, value)
      if facts.authority == nil { facts.authority = Extent(value.lowerBound, value.upperBound) }
    case 6 where bytes.spells("expect", in: name):
      guard bytes.spells("100-continue", in: value) else {
        throw Refusal(.expectationFailed, "an expectation other than 100-continue")
      }
      facts.expectsContinue = true
    case 10 where bytes.spells("connection", in: name):
      for option in bytes.elements(value) {
        if bytes.spells("close", in: option) { hasClose = true }
        if bytes.spells("keep-alive", in: option) { hasKeepAlive = true }
      }
    case 14 where bytes.spells("content-length", in: name):
      guard !hasLength else { throw .malformed("more than one Content-Length") }
      hasLength = true
      let length = try Self.length(bytes, value)
      facts.framing = length == 0 ? .none : .length(length)
    case 17 where bytes.spells("transfer-encoding", in: name):
      hasTransferEncoding = true
      for coding in bytes.elements(value) {
        transferCodings.append(bytes.spells("chunked", in: coding) ? .chunked : .other)
      }
    default: break
    }
  }

  /// RFC 9110, 8.6: digits alone; a leading zero is refused, since others have read it as octal.
  private static func length(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Refusal) -> Int {
    guard !value.isEmpty else { throw .malformed("an empty Content-Length") }
    guard value.count == 1 || bytes[value.lowerBound] != UInt8(ascii: "0") else {
      throw .malformed("a Content-Length with leading zeros")
    }
    var length = 0
    for index in value {
      guard bytes[index].isDigit else { throw .malformed("a Content-Length that is no number") }
      let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(Int(bytes[index] &- 0x30))
      guard !overflow, !carried else { throw .malformed("a Content-Length that is too large") }
      length = sum
    }
    return length
  }
}

extension Span<UInt8> {
  /// The comma-separated elements of a field value, without the space around them; an empty element is given as such.
  func elements(_ value: Range<Int>) -> [Range<Int>] {
    var elements: [Range<Int>] = []
    var start = value.lowerBound
    for index in value where self[index] == UInt8(ascii: ",") {
      elements.append(trimmed(start..<index))
      start = index + 1
    }
    elements.append(trimmed(start..<value.upperBound))
    return elements
  }
}
