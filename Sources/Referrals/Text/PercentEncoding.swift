/// Percent-encoding (RFC 3986, section 2.1).
package enum PercentEncoding {
  /// Which characters stay as they are, besides the unreserved ones: letters, digits and `-._~`.
  package enum Keeping: Sendable {
    /// None: for a name or a value in a query.
    case unreserved
    /// Slashes: for a path.
    case path
    /// All of ASCII: for an address that is valid but for its other characters.
    case ascii
  }

  /// `text` with each byte of UTF-8 that is not kept as `%XX`.
  package static func encode(_ text: some StringProtocol, keeping: Keeping) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if keeps(byte, keeping) {
        bytes.append(byte)
      } else {
        bytes += [0x25, digit(byte >> 4), digit(byte & 15)]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `text` with each `%XX` as the byte that it stands for; `nil` for a `%` without two hexadecimal digits, and for
  /// bytes that are not UTF-8. A plus sign is a plus sign.
  package static func decode(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      guard byte == 0x25 else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.next().flatMap(value(ofDigit:)), let low = rest.next().flatMap(value(ofDigit:)) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func keeps(_ byte: UInt8, _ keeping: Keeping) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: true
    case 0x2f: keeping != .unreserved
    case 0x21...0x7e: keeping == .ascii
    default: false
    }
  }

  private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x37 + nibble }

  private static func value(ofDigit byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
