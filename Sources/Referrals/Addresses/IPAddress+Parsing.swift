extension IPAddress: LosslessStringConvertible {
  /// Reads an address alone: dotted decimal without leading zeros, or IPv6 (RFC 4291, section 2.2), a zone after `%`
  /// left out. `nil` for anything else.
  package init?(_ text: String) {
    self.init(text.utf8.span)
  }

  /// Reads an address as forwarded headers have it: alone, `192.0.2.1:567`, `[2001:db8::1]` or `[2001:db8::1]:80`,
  /// in quotes or not, with spaces around it or not.
  package init?(forwarded text: String) {
    let bytes = text.utf8.span
    var (start, end) = (0, bytes.count)
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while start < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    if end - start >= 2, bytes[start] == 0x22, bytes[end - 1] == 0x22 { (start, end) = (start + 1, end - 1) }
    let colons = (start..<end).filter { bytes[$0] == 0x3a }
    if start < end, bytes[start] == 0x5b {
      guard let bracket = (start..<end).first(where: { bytes[$0] == 0x5d }),
        Self.isPort(bytes.extracting(bracket + 1..<end))
      else { return nil }
      self.init(bytes.extracting(start + 1..<bracket))
      if !colons.contains(where: { $0 < bracket }) { return nil }
    } else if colons.count == 1 {
      guard Self.isPort(bytes.extracting(colons[0]..<end)) else { return nil }
      self.init(bytes.extracting(start..<colons[0]))
    } else {
      self.init(bytes.extracting(start..<end))
    }
  }

  /// Whether the bytes are nothing, or a colon and a port.
  private static func isPort(_ bytes: Span<UInt8>) -> Bool {
    if bytes.isEmpty { return true }
    guard bytes[0] == 0x3a, (2...6).contains(bytes.count) else { return false }
    var port = 0
    for index in 1..<bytes.count {
      guard (0x30...0x39).contains(bytes[index]) else { return false }
      port = port * 10 + Int(bytes[index] - 0x30)
    }
    return port <= 65_535
  }

  private init?(_ text: Span<UInt8>) {
    if let bits = Self.v4(text) {
      self.init(v4: bits)
    } else if let (high, low) = Self.v6(text) {
      self.init(v6High: high, low: low)
    } else {
      return nil
    }
  }

  private static func v4(_ text: Span<UInt8>) -> UInt32? {
    guard (7...15).contains(text.count) else { return nil }
    var bits: UInt32 = 0
    var (part, digits, dots): (UInt32, Int, Int) = (0, 0, 0)
    for index in text.indices {
      switch text[index] {
      case 0x2e:
        guard digits > 0, dots < 3 else { return nil }
        bits = bits << 8 | part
        (part, digits, dots) = (0, 0, dots + 1)
      case let byte where (0x30...0x39).contains(byte):
        // A leading zero means octal to some readers and nothing to others, so it is refused.
        if digits > 0, part == 0 { return nil }
        part = part * 10 + UInt32(byte - 0x30)
        digits += 1
        if part > 255 { return nil }
      default: return nil
      }
    }
    return dots == 3 && digits > 0 ? bits << 8 | part : nil
  }

  private static func v6(_ text: Span<UInt8>) -> (high: UInt64, low: UInt64)? {
    guard (2...64).contains(text.count) else { return nil }
    var groups = [8 of UInt16](repeating: 0)
    var count = 0
    var gap: Int?
    var position = 0
    if text[0] == 0x3a {
      guard text[1] == 0x3a else { return nil }
      (gap, position) = (0, 2)
    }
    while position < text.count, text[position] != 0x25 {
      guard count < 8 else { return nil }
      let (value, end) = hexadecimal(text, from: position)
      if end < text.count, text[end] == 0x2e {
        // The last 32 bits may be in the dotted form, up to the end or the zone.
        let last = (end..<text.count).first { text[$0] == 0x25 } ?? text.count
        guard count <= 6, let bits = v4(text.extracting(position..<last)) else { return nil }
        groups[count] = UInt16(bits >> 16)
        groups[count + 1] = UInt16(bits & 0xffff)
        (count, position) = (count + 2, last)
        break
      }
      guard (1...4).contains(end - position) else { return nil }
      groups[count] = value
      (count, position) = (count + 1, end)
      guard position < text.count, text[position] != 0x25 else { break }
      guard text[position] == 0x3a, position + 1 < text.count else { return nil }
      position += 1
      if text[position] == 0x3a {
        guard gap == nil else { return nil }
        (gap, position) = (count, position + 1)
      } else if text[position] == 0x25 {
        return nil
      }
    }
    // A zone has a name.
    if position < text.count, position + 1 == text.count { return nil }
    return halves(groups, count: count, gap: gap)
  }

  /// The number of the hexadecimal digits from a position on, cut to 16 bits, and where they end.
  private static func hexadecimal(_ text: Span<UInt8>, from start: Int) -> (value: UInt16, end: Int) {
    var value: UInt16 = 0
    var position = start
    while position < text.count {
      let digit: UInt8
      switch text[position] {
      case 0x30...0x39: digit = text[position] - 0x30
      case 0x41...0x46: digit = text[position] - 0x37
      case 0x61...0x66: digit = text[position] - 0x57
      default: return (value, position)
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return (value, position)
  }

  /// The two halves of eight groups, `gap` telling before which of them groups of zeros were left out.
  private static func halves(_ groups: [8 of UInt16], count: Int, gap: Int?) -> (high: UInt64, low: UInt64)? {
    guard gap == nil ? count == 8 : count <= 7 else { return nil }
    let gap = gap ?? 8
    var (high, low): (UInt64, UInt64) = (0, 0)
    for index in 0..<8 {
      let source = index < gap ? index : index - (8 - count)
      let group = index < gap || source >= gap ? UInt64(groups[source]) : 0
      if index < 4 { high = high << 16 | group } else { low = low << 16 | group }
    }
    return (high, low)
  }
}
