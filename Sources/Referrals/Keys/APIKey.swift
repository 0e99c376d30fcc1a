internal import Crypto

/// A key of the API: shown once when it is made, stored as its hash alone.
///
/// 32 characters of base 62 after the prefix: 190 bits from the system's random numbers. So much chance needs no slow
/// hash: SHA-256 of it cannot be searched.
package struct APIKey: Sendable {
  /// Whom a key lets in.
  package enum Scope: String, CaseIterable, Sendable {
    /// One program.
    case program
    /// One program, for pages that anybody can read: leads and nothing else.
    case `public`
    /// All programs.
    case admin

    /// How its keys start.
    package var prefix: String {
      switch self {
      case .program: "rsk_"
      case .public: "rsp_"
      case .admin: "rsa_"
      }
    }
  }

  /// The whole key. Nothing but the answer that shows it once may hold on to it.
  package let text: String
  /// Whom it lets in.
  package let scope: Scope

  /// Takes a key as a request brings it; `nil` for text that cannot be a key.
  package init?(_ text: String) {
    guard let scope = Scope.allCases.first(where: { text.hasPrefix($0.prefix) }),
      (20...64).contains(text.utf8.count - scope.prefix.utf8.count),
      text.utf8.dropFirst(4).allSatisfy(Self.isDigit)
    else { return nil }
    self.text = text
    self.scope = scope
  }

  private init(text: String, scope: Scope) {
    self.text = text
    self.scope = scope
  }

  /// A new key.
  package static func generated(for scope: Scope) -> APIKey {
    var generator = SystemRandomNumberGenerator()
    let digits = (0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
    return APIKey(text: scope.prefix + String(decoding: digits, as: UTF8.self), scope: scope)
  }

  /// The SHA-256 of the key: 32 bytes, what is stored and looked up.
  package var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  /// The last four characters, by which people tell keys apart in a list.
  package var hint: String { String(text.suffix(4)) }

  /// Whether the key's hash is `stored`, in a time that does not tell how much of it is.
  package func matches(hash stored: [UInt8]) -> Bool { ConstantTime.equal(hash, stored) }

  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible {
  /// The prefix and the hint: fit for a log.
  package var description: String { "\(scope.prefix)…\(hint)" }

  /// The prefix and the hint: fit for a log.
  package var debugDescription: String { description }
}
