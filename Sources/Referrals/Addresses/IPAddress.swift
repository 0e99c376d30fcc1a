/// An address of the Internet Protocol, version 4 or 6. An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is the
/// IPv4 address.
package struct IPAddress: Hashable, Sendable {
  /// The version of the protocol.
  package enum Version: UInt8, Sendable {
    /// 32 bits.
    case v4 = 4
    /// 128 bits.
    case v6 = 6
  }

  /// The version of the protocol.
  package let version: Version
  /// The first 64 bits of an IPv6 address; 0 for IPv4.
  package let high: UInt64
  /// The last 64 bits of an IPv6 address; the 32 bits of an IPv4 address.
  package let low: UInt64

  private init(_ version: Version, high: UInt64, low: UInt64) {
    self.version = version
    self.high = high
    self.low = low
  }

  /// The IPv4 address of 32 bits.
  package init(v4 bits: UInt32) {
    self.init(.v4, high: 0, low: UInt64(bits))
  }

  /// The IPv6 address of two halves, or the IPv4 address that it maps.
  package init(v6High high: UInt64, low: UInt64) {
    if high == 0, low >> 32 == 0xffff {
      self.init(v4: UInt32(truncatingIfNeeded: low))
    } else {
      self.init(.v6, high: high, low: low)
    }
  }

  /// The IPv6 address of two halves, be it mapped or not.
  init(rawV6High high: UInt64, low: UInt64) {
    self.init(.v6, high: high, low: low)
  }

  /// How many bits an address of this version has.
  package var width: Int { version == .v4 ? 32 : 128 }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal for IPv4, the shortest form of RFC 5952 for IPv6.
  package var description: String {
    guard version == .v6 else {
      return "\(low >> 24 & 0xff).\(low >> 16 & 0xff).\(low >> 8 & 0xff).\(low & 0xff)"
    }
    let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xffff } }
    guard let run = Self.longestRunOfZeros(groups) else { return Self.text(groups[...]) }
    return Self.text(groups[..<run.lowerBound]) + "::" + Self.text(groups[run.upperBound...])
  }

  private static func text(_ groups: ArraySlice<UInt64>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The first of the longest runs of at least two groups that are zero.
  private static func longestRunOfZeros(_ groups: [UInt64]) -> Range<Int>? {
    var longest = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 {
        start = index + 1
      } else if index + 1 - start > longest.count {
        longest = start..<(index + 1)
      }
    }
    return longest.count >= 2 ? longest : nil
  }
}
