/// A range of addresses: those that share their first bits (RFC 4632, RFC 4291).
package struct CIDR: Hashable, Sendable {
  /// The first address of the range.
  package let address: IPAddress
  /// How many bits all its addresses share.
  package let length: Int

  /// The range of `length` bits around an address; `nil` when the address has fewer bits.
  package init?(_ address: IPAddress, length: Int) {
    guard (0...address.width).contains(length) else { return nil }
    self.init(around: address, length: length)
  }

  init(around address: IPAddress, length: Int) {
    self.length = length
    self.address = address.masked(to: length)
  }

  /// Whether the address is in the range. An IPv4 range holds IPv4 addresses alone, and so for IPv6.
  package func contains(_ other: IPAddress) -> Bool {
    other.version == address.version && other.masked(to: length) == address
  }
}

extension CIDR: CustomStringConvertible, LosslessStringConvertible {
  /// `192.0.2.0/24`, as PostgreSQL's `cidr` reads and writes it.
  package var description: String { "\(address)/\(length)" }

  /// Reads `192.0.2.0/24` or `2001:db8::/32`, or one address for the range that holds it alone. Bits behind the length
  /// are taken for zero. `nil` for anything else.
  package init?(_ text: String) {
    guard let slash = text.utf8.firstIndex(of: 0x2f) else {
      guard let address = IPAddress(text) else { return nil }
      self.init(address, length: address.width)
      return
    }
    let bits = text[text.utf8.index(after: slash)...]
    guard let address = IPAddress(String(text[..<slash])), !text.utf8.contains(0x25),
      let length = DecimalDigits.value(bits.utf8)
    else { return nil }
    self.init(address, length: length)
  }
}

extension IPAddress {
  /// What may be stored of an address: its neighbourhood, the first 24 bits of IPv4, the first 48 of IPv6. An address
  /// is never stored whole.
  package var neighbourhood: CIDR { CIDR(around: self, length: version == .v4 ? 24 : 48) }

  /// The address with all bits zero behind the first `length`.
  func masked(to length: Int) -> IPAddress {
    func mask(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : bits >= 64 ? .max : ~(.max >> UInt64(bits)) }
    switch version {
    case .v4: return IPAddress(v4: UInt32(truncatingIfNeeded: low & mask(32 + length) & 0xffff_ffff))
    case .v6: return IPAddress(rawV6High: high & mask(length), low: low & mask(length - 64))
    }
  }
}
