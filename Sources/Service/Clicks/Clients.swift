import HTTPServer
import HTTPTypes
import Referrals
import Synchronization

/// Where requests come from, as far as it may be stored. What was parsed is remembered: a connection's address is the
/// same for each of its requests.
final class Clients: Sendable {
  /// A client.
  struct Client: Sendable {
    /// Its whole address, never to be stored; nil where it cannot be read.
    let address: IPAddress?
    /// The network it is in, as it is stored.
    let prefix: String

    /// By what it is counted for a short while: the address, or of an IPv6 address its first 48 bits, since one household
    /// may have all of the rest. Never to be stored.
    var household: UInt64? { address.map { $0.version == .v6 ? $0.high >> 16 : $0.low } }

    init(_ address: IPAddress?) {
      self.address = address
      prefix = address?.neighbourhood.description ?? ""
    }
  }

  private let proxies: TrustedProxies
  private let known = Mutex<[String: Client]>([:])
  private let limit = 4096

  init(proxies: TrustedProxies) {
    self.proxies = proxies
  }

  /// The client of a request: the other end of its connection, or whom a trusted proxy names.
  func client(of request: Request) -> Client {
    let peer = peer(request.remoteAddress)
    guard let address = peer.address, proxies.contains(address) else { return peer }
    let forwardedFor = request.header(Self.xForwardedFor).map { [$0] } ?? []
    let forwarded = request.header(Self.forwarded).map { [$0] } ?? []
    return Client(proxies.client(peer: address, forwardedFor: forwardedFor, forwarded: forwarded))
  }

  private func peer(_ text: String) -> Client {
    if let client = known.withLock({ $0[text] }) { return client }
    let client = Client(IPAddress(text))
    known.withLock { known in
      if known.count >= limit { known.removeAll(keepingCapacity: true) }
      known[text] = client
    }
    return client
  }

  private static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
  private static let forwarded = HTTPField.Name("Forwarded")!
}
