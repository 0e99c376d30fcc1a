/// The digits of the text form, in order of their value.
private let digits: [16 of UInt8] = [
  0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
]

extension Identifier: CustomStringConvertible, LosslessStringConvertible {
  /// How many bytes the text form has.
  package static var textLength: Int { 36 }

  /// The 36 characters of the text form, in lower case: `01980b5e-7c1a-7d3e-9f00-0123456789ab`.
  package var description: String {
    let text = self.text
    guard let span = try? UTF8Span(validating: text.span) else { return "" }
    return String(copying: span)
  }

  /// Appends the 36 ASCII bytes of the text form to `buffer`.
  package func appendText(to buffer: inout [UInt8]) {
    let text = self.text
    for index in text.indices { buffer.append(text[index]) }
  }

  /// Reads the text form, hexadecimal digits in either case; `nil` for anything but its 36 characters.
  package init?(_ text: String) {
    self.init(utf8: text.utf8.span)
  }

  /// Reads the text form from its bytes, as `init(_:)` does.
  package init?(utf8 text: Span<UInt8>) {
    guard text.count == Self.textLength else { return nil }
    var halves: [2 of UInt64] = [0, 0]
    var nibbles = 0
    for index in text.indices {
      let byte = text[index]
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == 0x2d else { return nil }
        continue
      }
      let nibble: UInt8
      switch byte {
      case 0x30...0x39: nibble = byte &- 0x30
      case 0x61...0x66: nibble = byte &- 0x57
      case 0x41...0x46: nibble = byte &- 0x37
      default: return nil
      }
      halves[nibbles >> 4] = halves[nibbles >> 4] << 4 | UInt64(nibble)
      nibbles += 1
    }
    self.init(high: halves[0], low: halves[1])
  }

  private var text: [36 of UInt8] {
    var text = [36 of UInt8](repeating: 0x2d)
    var position = 0
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { position += 1 }
      let half = nibble < 16 ? high : low
      text[position] = digits[Int(truncatingIfNeeded: (half >> UInt64(60 - 4 * (nibble & 15))) & 15)]
      position += 1
    }
    return text
  }
}

extension Identifier: Codable {
  /// Decodes the text form; throws `DecodingError.dataCorrupted` for any other text.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let identifier = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id: 36 characters, as in a UUID")
    }
    self = identifier
  }

  /// Encodes the text form, in lower case.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
