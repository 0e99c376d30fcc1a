extension IPAddress: LosslessStringConvertible {
  /// Reads an address alone: dotted decimal without leading zeros, or IPv6 (RFC 4291, section 2.2), a zone after `%`
  /// left out. `nil` for anything else.
  package init?(_ text: String) {
    self.init(Array(text.utf8)[...])
  }

  /// Reads an address as forwarded headers have it: alone, `192.0.2.1:567`, `[2001:db8::1]` or `[2001:db8::1]:80`,
  /// in quotes or not.
  package init?(forwarded text: some StringProtocol) {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    if bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 { bytes = bytes.dropFirst().dropLast() }
    if bytes.first == 0x5b {
      guard let end = bytes.firstIndex(of: 0x5d), Self.isPort(bytes[(end + 1)...]) else { return nil }
      self.init(bytes[(bytes.startIndex + 1)..<end])
      if version == .v4 { return nil }
    } else if let colon = bytes.firstIndex(of: 0x3a), bytes.lastIndex(of: 0x3a) == colon {
      guard Self.isPort(bytes[colon...]) else { return nil }
      self.init(bytes[..<colon])
    } else {
      self.init(bytes)
    }
  }

  private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.isEmpty || bytes.first == 0x3a && DecimalDigits.value(bytes.dropFirst()).map { $0 <= 65535 } == true
  }

  private init?(_ text: ArraySlice<UInt8>) {
    guard text.count <= 64 else { return nil }
    if text.contains(0x3a) {
      guard let (high, low) = Self.v6(text) else { return nil }
      self.init(v6High: high, low: low)
    } else {
      guard let bits = Self.v4(text) else { return nil }
      self.init(v4: bits)
    }
  }

  private static func v4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: 0x2e, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      // A leading zero means octal to some readers and nothing to others, so it is refused.
      guard part.count <= 3, part.count == 1 || part.first != 0x30, let value = DecimalDigits.value(part), value <= 255
      else {
        return nil
      }
      bits = bits << 8 | UInt32(value)
    }
    return bits
  }

  private static func v6(_ text: ArraySlice<UInt8>) -> (UInt64, UInt64)? {
    var text = text
    if let zone = text.firstIndex(of: 0x25) {
      guard zone + 1 < text.endIndex else { return nil }
      text = text[..<zone]
    }
    guard let gap = gap(in: text) else {
      guard let groups = groups(text, allowsV4: true), groups.count == 8 else { return nil }
      return halves(groups)
    }
    guard let left = groups(text[..<gap], allowsV4: false), let right = groups(text[(gap + 2)...], allowsV4: true),
      left.count + right.count <= 7
    else { return nil }
    return halves(left + Array(repeating: 0, count: 8 - left.count - right.count) + right)
  }

  /// Where the first `::` starts.
  private static func gap(in text: ArraySlice<UInt8>) -> Int? {
    text.indices.dropLast().first { text[$0] == 0x3a && text[$0 + 1] == 0x3a }
  }

  private static func groups(_ text: ArraySlice<UInt8>, allowsV4: Bool) -> [UInt64]? {
    if text.isEmpty { return [] }
    var groups: [UInt64] = []
    let parts = text.split(separator: 0x3a, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if allowsV4, index == parts.count - 1, part.contains(0x2e) {
        guard let bits = v4(part) else { return nil }
        groups += [UInt64(bits >> 16), UInt64(bits & 0xffff)]
        continue
      }
      guard (1...4).contains(part.count), let value = UInt64(String(decoding: part, as: UTF8.self), radix: 16),
        part.first != 0x2b
      else { return nil }
      groups.append(value)
    }
    return groups.count <= 8 ? groups : nil
  }

  private static func halves(_ groups: [UInt64]) -> (UInt64, UInt64) {
    (groups[..<4].reduce(0) { $0 << 16 | $1 }, groups[4...].reduce(0) { $0 << 16 | $1 })
  }
}
