internal import Referrals
import StrictJSON

/// Stripe (docs.stripe.com/webhooks): `Stripe-Signature: t=…,v1=…`, HMAC with SHA-256 over `t.body`.
struct Stripe: Provider {
  let name = "stripe"

  private static let field = "Stripe-Signature"

  func verify(_ delivery: RawDelivery, secrets: [SigningSecret], now: Timestamp) throws(Rejection) {
    var time: SignedTime?
    var codes: [[UInt8]] = []
    for item in try delivery.one(Self.field).split(separator: ",") {
      let parts = item.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw .malformedHeader(Self.field) }
      switch parts[0] {
      case "t":
        guard time == nil, let given = SignedTime(parts[1]) else { throw .malformedHeader(Self.field) }
        time = given
      case "v1": if let code = Hexadecimal.bytes(parts[1]) { codes.append(code) }
      // Such as v0, which only test events have and which proves nothing.
      default: break
      }
    }
    guard let time else { throw .malformedHeader(Self.field) }
    let message = Self.content(time: time.text, body: delivery.body)
    // The secret is taken as it is, whsec_ and all, unlike in Standard Webhooks.
    guard HMACSignature.isValid(codes, for: message, keys: secrets.map { Array($0.text.utf8) }) else {
      throw .badSignature
    }
    try time.check(at: now)
  }

  func sign(
    _ body: [UInt8], secret: SigningSecret, id: String, now: Timestamp, type: String?
  ) throws(InvalidSecret) -> [(name: String, value: String)] {
    try validate(secret: secret.text)
    let time = String(now.seconds)
    let code = HMACSignature.make(Self.content(time: time, body: body), key: Array(secret.text.utf8))
    return [(Self.field, "t=\(time),v1=\(Hexadecimal.text(code))")]
  }

  func read(_ delivery: RawDelivery, for recipient: Recipient) throws(Rejection) -> IncomingEvent {
    let payload = try Payload(body: delivery.body)
    let type = try payload.text("type")
    let time = try payload.optionalSeconds("created")
    var event = IncomingEvent(
      id: try payload.id("id"), type: Payload.usable(type, limit: Limits.externalID) ?? "unknown",
      isTest: try payload.optionalFlag("livemode") == false, occurredAt: time, meanings: [])
    guard let mapping = Self.mappings[type] else {
      event.meanings = [.unused("Events of the type \(event.type) are not used.")]
      return event
    }
    let object = try payload.object("data").object("object")
    event.meanings = [
      try mapping(StripeEvent(object: object, time: min(time ?? .latest, recipient.receivedAt), recipient: recipient))
    ]
    return event
  }

  private static func content(time: String, body: [UInt8]) -> [UInt8] {
    var message: [UInt8] = []
    message.reserveCapacity(time.utf8.count + 1 + body.count)
    message += "\(time).".utf8
    message += body
    return message
  }

  /// What each type of event is read by.
  private static let mappings: [String: @Sendable (StripeEvent) throws(Rejection) -> Meaning] = [
    "checkout.session.completed": { (event) throws(Rejection) in try event.checkoutSession() },
    "checkout.session.async_payment_succeeded": { (event) throws(Rejection) in try event.checkoutSession() },
    "invoice.paid": { (event) throws(Rejection) in try event.invoice() },
    "invoice.payment_succeeded": { (event) throws(Rejection) in try event.invoice() },
    "payment_intent.succeeded": { (event) throws(Rejection) in try event.paymentIntent() },
    "customer.created": { (event) throws(Rejection) in try event.newCustomer() },
    "customer.updated": { (event) throws(Rejection) in try event.changedCustomer() },
    "customer.subscription.created": { (event) throws(Rejection) in try event.newSubscription() },
    "charge.refunded": { (event) throws(Rejection) in try event.refundedCharge() },
    "charge.dispute.created": { (event) throws(Rejection) in try event.openedDispute() },
    "charge.dispute.closed": { (event) throws(Rejection) in try event.closedDispute() },
  ]
}
