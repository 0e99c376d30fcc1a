internal import Referrals

/// WooCommerce (woocommerce.github.io/woocommerce-rest-api-docs): `X-WC-Webhook-Signature`, base64 of HMAC with SHA-256
/// of the body alone. The scheme has no time, and its delivery id is new at every attempt, so the body's digest is the
/// id: the same bytes again are the same delivery.
struct WooCommerce: Provider {
  let name = "woocommerce"

  private static let signatureField = "X-WC-Webhook-Signature"
  private static let topicField = "X-WC-Webhook-Topic"

  func handshake(_ delivery: RawDelivery) -> Bool {
    let start = Array("webhook_id=".utf8)
    let number = delivery.body.dropFirst(start.count)
    return delivery.header(Self.signatureField) == nil && delivery.body.starts(with: start)
      && (1...20).contains(number.count) && number.allSatisfy { (0x30...0x39).contains($0) }
  }

  func verify(_ delivery: RawDelivery, secrets: [SigningSecret], now: Timestamp) throws(Rejection) {
    guard let code = HMACSignature.bytes(base64: try delivery.one(Self.signatureField)) else {
      throw .malformedHeader(Self.signatureField)
    }
    _ = try delivery.one(Self.topicField)
    guard HMACSignature.isValid([code], for: delivery.body, keys: secrets.map { Array($0.text.utf8) }) else {
      throw .badSignature
    }
  }

  func read(_ delivery: RawDelivery, for recipient: Recipient) throws(Rejection) -> IncomingEvent {
    let topic = Payload.usable(try delivery.one(Self.topicField), limit: Limits.externalID) ?? "unknown"
    let event = WooCommerceEvent(object: try Payload(body: delivery.body), recipient: recipient)
    let meanings: [Meaning] =
      switch topic {
      case "order.created", "order.updated", "order.restored": try event.order()
      case "customer.created": [try event.newCustomer()]
      case "subscription.created": [try event.newSubscription()]
      default: [.unused("Events of the topic \(topic) are not used.")]
      }
    return IncomingEvent(
      id: HMACSignature.digest(delivery.body), type: topic, isTest: false,
      occurredAt: try event.time("date_modified_gmt"), meanings: meanings)
  }

  func sign(
    _ body: [UInt8], secret: SigningSecret, id: String, now: Timestamp, type: String?
  ) throws(InvalidSecret) -> [(name: String, value: String)] {
    try validate(secret: secret.text)
    let code = HMACSignature.make(body, key: Array(secret.text.utf8))
    return [
      (Self.topicField, type ?? "order.updated"), (Self.signatureField, HMACSignature.base64(code)),
      ("X-WC-Webhook-Delivery-ID", id),
    ]
  }
}
