internal import Referrals
import StrictJSON

/// Standard Webhooks 1.0.0 (standardwebhooks.com): for any sender. Its events are our own.
struct Standard: Provider {
  let name = "standard"

  func validate(secret: String) throws(InvalidSecret) {
    if case .signing = try StandardSignature.Key(secret) {
      throw InvalidSecret(description: "is a private key, which is the sender's alone; give the public one, whpk_.")
    }
  }

  func verify(_ delivery: RawDelivery, secrets: [SigningSecret], now: Timestamp) throws(Rejection) {
    let fields = StandardSignature.Fields(of: delivery)
    let id = try id(of: delivery)
    guard let time = SignedTime(try delivery.one(fields.time)) else { throw .malformedHeader(fields.time) }
    let signatures = try delivery.one(fields.signature)
    let message = StandardSignature.content(id: id, time: time.text, body: delivery.body)
    guard StandardSignature.isValid(signatures, for: message, secrets: secrets) else { throw .badSignature }
    try time.check(at: now)
  }

  func read(_ delivery: RawDelivery, for recipient: Recipient) throws(Rejection) -> IncomingEvent {
    try OwnEvents.read(delivery.body, id: try id(of: delivery), for: recipient)
  }

  func sign(
    _ body: [UInt8], secret: SigningSecret, id: String, now: Timestamp, type: String?
  ) throws(InvalidSecret) -> [(name: String, value: String)] {
    try StandardSignature.headers(id: id, timestamp: now, body: body, secrets: [secret])
  }

  /// The delivery's id. A dot in it could be taken for the one before the time.
  private func id(of delivery: RawDelivery) throws(Rejection) -> String {
    let field = StandardSignature.Fields(of: delivery).id
    let id = try delivery.one(field)
    guard id.utf8.count <= Limits.externalID, id.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x2e }) else {
      throw .malformedHeader(field)
    }
    return id
  }
}
