internal import Referrals

/// The scheme of GitHub (docs.github.com/webhooks): `X-Hub-Signature-256: sha256=…`, HMAC with SHA-256 of the body
/// alone. For senders that can do no more; their events are our own. The scheme has no time and no id, so the body's
/// digest is the id: the same bytes again are the same delivery.
struct GitHub: Provider {
  let name = "github"

  private static let field = "X-Hub-Signature-256"
  private static let scheme = "sha256="

  func verify(_ delivery: RawDelivery, secrets: [SigningSecret], now: Timestamp) throws(Rejection) {
    let value = try delivery.one(Self.field)
    guard value.hasPrefix(Self.scheme), let code = Hexadecimal.bytes(value.dropFirst(Self.scheme.count)) else {
      throw .malformedHeader(Self.field)
    }
    guard HMACSignature.isValid([code], for: delivery.body, keys: secrets.map { Array($0.text.utf8) }) else {
      throw .badSignature
    }
  }

  func read(_ delivery: RawDelivery, for recipient: Recipient) throws(Rejection) -> IncomingEvent {
    try OwnEvents.read(delivery.body, id: HMACSignature.digest(delivery.body), for: recipient)
  }

  func sign(
    _ body: [UInt8], secret: SigningSecret, id: String, now: Timestamp, type: String?
  ) throws(InvalidSecret) -> [(name: String, value: String)] {
    try validate(secret: secret.text)
    let code = HMACSignature.make(body, key: Array(secret.text.utf8))
    return [(Self.field, Self.scheme + Hexadecimal.text(code))]
  }
}
