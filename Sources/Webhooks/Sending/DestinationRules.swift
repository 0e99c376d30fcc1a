package import Referrals

/// Which addresses events may be sent to: public ones, and those that the operator lists. To be asked of the address
/// that a connection is opened to, after the name was resolved: a name can lead elsewhere at each look.
package struct DestinationRules: Sendable {
  /// The ranges that may be called besides public addresses.
  package let allowed: [CIDR]

  /// Rules with the operator's ranges.
  package init(allow: [CIDR] = []) { allowed = allow }

  /// Whether a connection to an address may be opened.
  package func permits(_ address: IPAddress) -> Bool {
    if allowed.contains(where: { $0.contains(address) }) { return true }
    // Of IPv6 only what is handed out as global unicast (RFC 4291, section 2.4) is public. Mapped IPv4 is IPv4 here;
    // all else that leads to it (NAT64, compatible addresses) lies outside.
    if address.version == .v6, !Self.globalUnicast.contains(where: { $0.contains(address) }) { return false }
    return !Self.special.contains { $0.contains(address) }
  }

  private static let globalUnicast = ranges(["2000::/3"])

  /// Ranges with a purpose of their own (IANA's special-purpose address registries).
  private static let special = ranges([
    // this network, private, shared by carriers, loopback, link-local
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    // protocols, 6to4 relays, AS112, AMT, benchmarks, documentation
    "192.0.0.0/24", "192.88.99.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24", "198.18.0.0/15",
    "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
    // multicast; reserved, with broadcast
    "224.0.0.0/4", "240.0.0.0/4",
    // Teredo, benchmarks and other protocols; documentation; 6to4; AS112; documentation again
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
  ])

  private static func ranges(_ texts: [String]) -> [CIDR] { texts.compactMap { CIDR($0) } }
}
