extension Destination {
  /// Why an address is not taken as a destination.
  package enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// More bytes than `Limits.destination`.
    case tooLong
    /// White space or a control character.
    case invisibleCharacter
    /// Not an absolute address, or one of another scheme.
    case scheme
    /// A user name or password before the host.
    case userInfo
    /// No host, or one with characters that no host has.
    case host
    /// A port that is not a number from 1 to 65535.
    case port
    /// A backslash, which browsers take for a slash and other programs do not.
    case backslash

    /// The rule that was broken, as a sentence for the one who gave the address.
    package var description: String {
      switch self {
      case .tooLong: "a destination has at most \(Limits.destination) bytes"
      case .invisibleCharacter: "a destination has no spaces or control characters; encode them as %20"
      case .scheme: "a destination starts with https:// or http://"
      case .userInfo: "a destination has no user name or password"
      case .host: "a destination has a host, as in https://shop.example/"
      case .port: "the port of a destination is a number from 1 to 65535"
      case .backslash: "a destination has no backslash; encode it as %5C"
      }
    }
  }
}
