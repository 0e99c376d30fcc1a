package import Referrals

/// Where events are sent: an absolute http or https address. Whether what its host resolves to may be called is up to
/// ``DestinationRules``, at each connection.
package struct EndpointURL: Sendable, Hashable {
  /// The address as it was given.
  package let text: String
  /// The host, without a port, in brackets if it is an IPv6 address.
  package let host: String
  /// The host, where it is an address and not a name.
  package let address: IPAddress?

  /// Why an address is not taken.
  package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// It is no address that anything could be fetched from.
    case destination(Destination.Refusal)
    /// It has a fragment, which is never sent.
    case fragment
    /// It has characters beyond ASCII.
    case unicode
    /// Its host is a number that some programs take for an address, such as `127.1` or `0x7f000001`.
    case number

    /// The rule that was broken, as a sentence for the one who gave the address.
    package var description: String {
      switch self {
      case .destination(let refusal): refusal.description
      case .fragment: "an endpoint has no fragment: # and what follows is never sent"
      case .unicode: "an endpoint is written in ASCII: the host as xn--…, the rest percent-encoded"
      case .number: "an endpoint's host is a name, or an IP address written in full"
      }
    }
  }

  /// Takes an address to send to; throws the first rule that it breaks.
  package init(_ text: String) throws(Refusal) {
    let destination: Destination
    do throws(Destination.Refusal) { destination = try Destination(text) } catch { throw .destination(error) }
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .unicode }
    guard !text.utf8.contains(0x23) else { throw .fragment }
    self.text = text
    host = destination.host
    address = IPAddress(host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host)
    if address == nil, Self.endsInNumber(host) { throw .number }
  }

  /// Whether the last label of a name is a number, so that the name is meant as an IPv4 address (WHATWG URL, "ends in a
  /// number checker").
  private static func endsInNumber(_ host: String) -> Bool {
    let last = host.split(separator: ".").last?.lowercased() ?? ""
    if last.hasPrefix("0x") {
      return last.dropFirst(2).utf8.allSatisfy { UnicodeScalar($0).properties.isASCIIHexDigit }
    }
    return last.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

extension EndpointURL: CustomStringConvertible {
  /// The address as it was given.
  package var description: String { text }
}
