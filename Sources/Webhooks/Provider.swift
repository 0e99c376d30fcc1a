package import Referrals

/// A sender of webhooks: how its deliveries are signed, and what they mean.
package protocol Provider: Sendable {
  /// What a source calls it: `stripe`.
  var name: String { get }

  /// Throws why a text cannot be a secret of this provider.
  func validate(secret: String) throws(InvalidSecret)

  /// Whether a delivery is the unsigned greeting by which the provider tries an address; it wants exactly 200, and
  /// means nothing.
  func handshake(_ delivery: RawDelivery) -> Bool

  /// Whether a delivery was signed over these bytes with any of the secrets, at a time not far from `now`.
  func verify(_ delivery: RawDelivery, secrets: [SigningSecret], now: Timestamp) throws(Rejection)

  /// What a verified delivery says. The same bytes for the same recipient always say the same.
  func read(_ delivery: RawDelivery, for recipient: Recipient) throws(Rejection) -> IncomingEvent

  /// The header fields with which the provider would send a body, for trying a source out. `type` is the topic of those
  /// providers that tell it in a header.
  func sign(
    _ body: [UInt8], secret: SigningSecret, id: String, now: Timestamp, type: String?
  ) throws(InvalidSecret) -> [(name: String, value: String)]
}

extension Provider {
  /// Most providers do not greet.
  package func handshake(_ delivery: RawDelivery) -> Bool { false }

  /// Any text of one line is a secret of most providers.
  package func validate(secret: String) throws(InvalidSecret) { try InvalidSecret.check(secret) }
}

/// Who a delivery is read for, and when it came.
package struct Recipient: Sendable {
  /// The program of the source. Ids that are no click of it are not taken for clicks.
  package var program: Program.ID
  /// A short name of the source, unique in the program, that never changes: it tells apart the order numbers of shops
  /// that all count from one.
  package var namespace: String
  /// When the delivery came: the time of what tells no other.
  package var receivedAt: Timestamp

  /// A recipient from its parts.
  package init(program: Program.ID, namespace: String, receivedAt: Timestamp) {
    self.program = program
    self.namespace = namespace
    self.receivedAt = receivedAt
  }
}

/// Every provider there is.
package enum Providers {
  /// In the order in which they are listed for people.
  package static let all: [any Provider] = [Stripe(), Shopify(), WooCommerce(), Standard(), GitHub()]

  /// The provider of a name; `nil` for one that is not known.
  package static func named(_ name: String) -> (any Provider)? { all.first { $0.name == name } }
}
