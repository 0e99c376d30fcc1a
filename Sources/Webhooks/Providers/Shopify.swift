internal import Referrals

/// Shopify (shopify.dev/docs/apps/build/webhooks): `X-Shopify-Hmac-Sha256`, base64 of HMAC with SHA-256 of the body
/// alone. The other fields are not signed: what the topic says is believed only where the body is of its shape.
struct Shopify: Provider {
  let name = "shopify"

  private static let signatureField = "X-Shopify-Hmac-Sha256"
  private static let topicField = "X-Shopify-Topic"
  private static let idField = "X-Shopify-Webhook-Id"
  private static let timeField = "X-Shopify-Triggered-At"
  /// Deliveries are repeated for hours with the time of the first.
  private static let oldest: Duration = .hours(48)

  func verify(_ delivery: RawDelivery, secrets: [SigningSecret], now: Timestamp) throws(Rejection) {
    guard let code = HMACSignature.bytes(base64: try delivery.one(Self.signatureField)) else {
      throw .malformedHeader(Self.signatureField)
    }
    _ = try delivery.one(Self.topicField)
    guard HMACSignature.isValid([code], for: delivery.body, keys: secrets.map { Array($0.text.utf8) }) else {
      throw .badSignature
    }
    guard let text = try delivery.atMostOne(Self.timeField) else { return }
    guard let time = Timestamp(text) else { throw .malformedHeader(Self.timeField) }
    try SignedTime.check(time, at: now, past: Self.oldest, future: SignedTime.tolerance)
  }

  func read(_ delivery: RawDelivery, for recipient: Recipient) throws(Rejection) -> IncomingEvent {
    let topic = Payload.usable(try delivery.one(Self.topicField), limit: Limits.externalID) ?? "unknown"
    let given = try delivery.atMostOne(Self.idField).flatMap { Payload.usable($0, limit: Limits.externalID) }
    let event = ShopifyEvent(object: try Payload(body: delivery.body), recipient: recipient)
    return IncomingEvent(
      id: given ?? HMACSignature.digest(delivery.body), type: topic, isTest: try event.isTest,
      occurredAt: delivery.header(Self.timeField).flatMap { Timestamp($0) }, meanings: [try meaning(of: event, topic)])
  }

  private func meaning(of event: ShopifyEvent, _ topic: String) throws(Rejection) -> Meaning {
    switch topic {
    case "orders/create", "orders/paid", "orders/updated": try event.order()
    case "refunds/create": try event.refund()
    case "disputes/create", "disputes/update": try event.dispute()
    case "customers/create": try event.newCustomer()
    case "customers/data_request": try event.dataRequest()
    case "customers/redact": try event.customerRedaction()
    case "shop/redact": try event.shopRedaction()
    default: .unused("Events of the topic \(topic) are not used.")
    }
  }

  func sign(
    _ body: [UInt8], secret: SigningSecret, id: String, now: Timestamp, type: String?
  ) throws(InvalidSecret) -> [(name: String, value: String)] {
    try validate(secret: secret.text)
    let code = HMACSignature.make(body, key: Array(secret.text.utf8))
    return [
      (Self.topicField, type ?? "orders/paid"), (Self.signatureField, HMACSignature.base64(code)), (Self.idField, id),
      (Self.timeField, now.description),
    ]
  }
}
