/// A host with an optional port (RFC 9110, 7.2), as the Host field and the absolute form carry it.
enum Authority {
  /// Refuses an empty host, user information, a path, a list, and everything else that is no `host[:port]`.
  static func check(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(Refusal) {
    var index = range.lowerBound
    let end = range.upperBound
    if index < end, bytes[index] == UInt8(ascii: "[") {
      index += 1
      let start = index
      while index < end, isAddressCharacter(bytes[index]) { index += 1 }
      guard index - start >= 2, index < end, bytes[index] == UInt8(ascii: "]") else {
        throw .malformed("a Host that is no host")
      }
      index += 1
    } else {
      let start = index
      while index < end, bytes[index].isHostCharacter {
        if bytes[index] == UInt8(ascii: "%") {
          guard index + 2 < end, bytes[index + 1].hexadecimalValue != nil, bytes[index + 2].hexadecimalValue != nil
          else { throw .malformed("a Host that is no host") }
        }
        index += 1
      }
      guard index > start else { throw .malformed("an empty Host") }
    }
    guard index < end else { return }
    guard bytes[index] == UInt8(ascii: ":") else { throw .malformed("a Host that is no host") }
    var port = 0
    for position in (index + 1)..<end {
      guard bytes[position].isDigit else { throw .malformed("a Host whose port is no number") }
      port = port * 10 + Int(bytes[position] &- 0x30)
      guard port <= 65_535 else { throw .malformed("a Host whose port is too large") }
    }
  }

  private static func isAddressCharacter(_ byte: UInt8) -> Bool {
    byte.hexadecimalValue != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }
}
