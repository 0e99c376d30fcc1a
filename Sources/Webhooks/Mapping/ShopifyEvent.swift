import Referrals
import StrictJSON

/// The body of a delivery of Shopify, and whom it is read for. Its ids are numbers that no two shops share.
struct ShopifyEvent {
  /// The body.
  let object: Payload
  /// Whom it is read for.
  let recipient: Recipient

  /// Whether it is about an order or a payment that was made for trying.
  var isTest: Bool {
    get throws(Rejection) {
      if try object.optionalFlag("test") == true { return true }
      // Of objects that have no such list, none is a trial.
      guard case .array(let transactions) = object["transactions"] else { return false }
      return transactions.contains { $0["test"] == .bool(true) }
    }
  }

  /// An order, as it is now.
  func order() throws(Rejection) -> Meaning {
    guard object["financial_status"] != nil || object["total_price"] != nil else { throw object.missing("total_price") }
    guard ["paid", "partially_refunded", "refunded"].contains(try object.optionalText("financial_status")) else {
      return .unused("The order is not paid yet.")
    }
    let currency = try object.currency("currency")
    let total = try object.decimal("total_price", in: currency)
    var hints = Hints(for: recipient)
    for attribute in try object.objects("note_attributes") {
      if let name = attribute.usableText("name") { hints.read(name: name, attribute["value"]) }
    }
    if let page = try object.optionalText("landing_site") { hints.offer(click: Self.click(in: page)) }
    for discount in try object.objects("discount_codes") { hints.offer(code: discount.usableText("code")) }
    var conversion = IncomingConversion(
      key: "shopify-\(try object.id("id", limit: Payload.shopIDLimit))", type: .sale, amount: Money(total, currency),
      occurredAt: try time())
    if object["total_discounts"] != nil { conversion.discount = try object.decimal("total_discounts", in: currency) }
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = try customer(
      object.optionalObject("customer"), email: object.usableEmail("email") ?? object.usableEmail("contact_email"),
      externalID: hints.customerID)
    return .conversion(conversion)
  }

  /// Money that was given back for an order.
  func refund() throws(Rejection) -> Meaning {
    let order = try object.id("order_id", limit: Payload.shopIDLimit)
    let id = try object.id("id", limit: Payload.shopIDLimit)
    var amount: Int64 = 0
    var currency: Currency?
    for transaction in try object.objects("transactions") {
      guard try transaction.text("kind") == "refund", try transaction.text("status") == "success" else { continue }
      let its = try transaction.currency("currency")
      guard currency == nil || currency == its else {
        throw transaction.unusable("currency", "must be that of the others.")
      }
      currency = its
      amount = try transaction.accepted(amount + transaction.decimal("amount", in: its), "amount")
    }
    guard amount > 0 else { return .unused("No money was given back yet.") }
    return .reversal(
      IncomingReversal(
        keys: ["shopify-\(order)"], id: "shopify-refund-\(id)", amount: amount, currency: currency, reason: .refund,
        occurredAt: try time()))
  }

  /// A chargeback, as it stands.
  func dispute() throws(Rejection) -> Meaning {
    guard try object.text("type") == "chargeback" else { return .unused("An inquiry withholds nothing.") }
    guard let order = try object.optionalID("order_id", limit: Payload.shopIDLimit) else {
      return .unused("The dispute is about no order.")
    }
    let id = "shopify-dispute-\(try object.id("id", limit: Payload.shopIDLimit))"
    let status = try object.text("status")
    if status == "won" || status == "charge_refunded" {
      return .void(
        IncomingVoid(
          keys: ["shopify-\(order)"], reversal: id,
          reason: status == "won" ? "The dispute was won." : "The charge was refunded instead."))
    }
    let currency = try object.currency("currency")
    let amount = try object.decimal("amount", in: currency)
    guard amount > 0 else { return .unused("The dispute is about nothing.") }
    return .reversal(
      IncomingReversal(
        keys: ["shopify-\(order)"], id: id, amount: amount, currency: currency,
        reason: status == "lost" || status == "accepted" ? .chargeback : .dispute, occurredAt: try time()))
  }

  /// When it happened: the time of its making that it tells, and never after it came.
  private func time() throws(Rejection) -> Timestamp {
    for name in ["processed_at", "initiated_at", "created_at"] {
      if let time = try object.optionalTime(name) { return min(time, recipient.receivedAt) }
    }
    return recipient.receivedAt
  }

  /// The click in the query of the page on which the customer came.
  private static func click(in page: String) -> String? {
    let query = page.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst()
    for piece in query.split(separator: "&") {
      let parts = piece.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0] == Destination.clickParameter { return PercentEncoding.decode(parts[1]) }
    }
    return nil
  }
}
