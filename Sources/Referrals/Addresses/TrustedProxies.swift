/// The proxies whose word on where a request came from is taken.
package struct TrustedProxies: Hashable, Sendable {
  /// Where the proxies are.
  package let ranges: [CIDR]

  /// The proxies in these ranges; none means that forwarded headers never count.
  package init(_ ranges: [CIDR] = []) {
    self.ranges = ranges
  }

  /// Reads ranges and addresses between commas or spaces; `nil` when one of them is neither.
  package init?(_ text: String) {
    var ranges: [CIDR] = []
    for word in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      guard let range = CIDR(String(word)) else { return nil }
      ranges.append(range)
    }
    self.init(ranges)
  }

  /// Whether the address is one of the proxies'.
  package func contains(_ address: IPAddress) -> Bool {
    ranges.contains { $0.contains(address) }
  }

  /// The address of the client: the peer's, unless it is a proxy; then what the proxy wrote last, unless that is a
  /// proxy too, and so on. What stands further left was written by strangers and is never looked at. Where a proxy wrote
  /// something that is no address, the proxy's own address stands for the client.
  ///
  /// - Parameters:
  ///   - peer: the other end of the connection.
  ///   - forwardedFor: the values of `X-Forwarded-For`, in the order of the headers.
  ///   - forwarded: the values of `Forwarded` (RFC 7239); they count only where there is no `X-Forwarded-For`.
  package func client(peer: IPAddress, forwardedFor: [String] = [], forwarded: [String] = []) -> IPAddress {
    guard contains(peer) else { return peer }
    var client = peer
    let hops = forwardedFor.isEmpty ? forwarded.flatMap(ForwardedHeader.hops) : forwardedFor.flatMap(Self.words)
    for hop in hops.reversed() {
      guard contains(client), let hop, let address = IPAddress(forwarded: hop) else { break }
      client = address
    }
    return client
  }

  private static func words(_ value: String) -> [String?] {
    value.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
  }
}
