import Synchronization

/// Where the service is reached from outside: what it was told, else where it found itself listening.
package final class PublicAddress: Sendable {
  private let address: Mutex<String>

  /// An address, without a slash at the end.
  package init(_ url: String) { address = Mutex(Self.trimmed(url)) }

  /// The address, such as `https://share.example`.
  package var url: String { address.withLock { $0 } }

  /// Sets it, once the port is known.
  package func settle(_ url: String) { address.withLock { $0 = Self.trimmed(url) } }

  /// Whether browsers come over TLS.
  package var isSecure: Bool { url.hasPrefix("https://") }

  private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
