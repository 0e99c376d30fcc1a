import Foundation

/// A secret that deliveries are signed with, as it was given. Its text is in no description, so in no log.
package struct SigningSecret: Sendable, Equatable {
  /// The text as it was given. For signing and storing alone.
  package let text: String

  /// A secret that a provider's `validate(secret:)` has accepted.
  package init(_ text: String) { self.text = text }

  /// A new secret of Standard Webhooks: `whsec_` and the base64 of 32 bytes from the system's random numbers.
  package static func generate() -> SigningSecret {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return SigningSecret("whsec_" + Data(bytes).base64EncodedString())
  }
}

extension SigningSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// That it is a secret, and nothing of it.
  package var description: String { "(secret)" }

  /// That it is a secret, and nothing of it.
  package var debugDescription: String { description }

  /// Nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is not taken as a secret.
package struct InvalidSecret: Error, Sendable, Equatable, CustomStringConvertible {
  /// The rule that was broken, as a sentence without a subject: "must start with whsec_ or whpk_."
  package let description: String
}

extension InvalidSecret {
  /// The longest secret that is taken, in bytes.
  static let limit = 512

  /// Checks what every provider's secrets have in common: there is something, of one line, without space around it.
  static func check(_ secret: String) throws(InvalidSecret) {
    guard !secret.isEmpty else { throw InvalidSecret(description: "must not be empty.") }
    guard secret.utf8.count <= limit else {
      throw InvalidSecret(description: "must be at most \(limit) bytes long.")
    }
    guard !secret.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw InvalidSecret(description: "must not contain control characters.")
    }
    guard secret.first?.isWhitespace == false, secret.last?.isWhitespace == false else {
      throw InvalidSecret(description: "must not start or end with a space.")
    }
  }
}
