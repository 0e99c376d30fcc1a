import Referrals
import StrictJSON

/// The body of a delivery of WooCommerce, and whom it is read for. Every shop counts its orders from one, so keys have
/// the source's namespace in them.
struct WooCommerceEvent {
  /// The body.
  let object: Payload
  /// Whom it is read for.
  let recipient: Recipient

  /// An order as it is now, with all its refunds: each update tells everything again.
  func order() throws(Rejection) -> [Meaning] {
    let status = try object.text("status")
    let currency = try object.currency("currency")
    let key = name(try object.id("id", limit: Payload.shopIDLimit))
    var meanings: [Meaning] = []
    if ["processing", "completed", "refunded"].contains(status) {
      meanings.append(.conversion(try conversion(key, currency)))
    }
    for refund in try object.objects("refunds") {
      let total = try refund.signedDecimal("total", in: currency)
      let amount = try refund.accepted(total == .min ? .max : abs(total), "total")
      guard amount > 0 else { continue }
      meanings.append(
        .reversal(
          IncomingReversal(
            keys: [key], id: name(try refund.id("id", limit: Payload.shopIDLimit), "refund-"), amount: amount,
            currency: currency, reason: .refund,
            occurredAt: try time("date_modified_gmt") ?? recipient.receivedAt)))
    }
    return meanings.isEmpty ? [.unused("The order is not paid.")] : meanings
  }

  private func conversion(_ key: String, _ currency: Currency) throws(Rejection) -> IncomingConversion {
    var (hints, renewed) = try hints()
    for coupon in try object.objects("coupon_lines") { hints.offer(code: coupon.usableText("code")) }
    let (paidAt, createdAt) = (try time("date_paid_gmt"), try time("date_created_gmt"))
    var conversion = IncomingConversion(
      key: key, type: renewed == nil ? .sale : .renewal,
      amount: Money(try object.decimal("total", in: currency), currency),
      occurredAt: paidAt ?? createdAt ?? recipient.receivedAt)
    if object["discount_total"] != nil { conversion.discount = try object.decimal("discount_total", in: currency) }
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = try customer(hints)
    conversion.subscription = renewed.map { name($0, "subscription-") }
    return conversion
  }

  /// A customer that is new to the shop.
  func newCustomer() throws(Rejection) -> Meaning {
    guard object["order_key"] == nil, object["total"] == nil else {
      throw object.unusable("body", "is not a customer, as its topic says.")
    }
    let (hints, _) = try hints()
    let key = name(try object.id("id", limit: Payload.shopIDLimit), "customer-")
    var conversion = IncomingConversion(
      key: key, type: .signup, amount: nil, occurredAt: try time("date_created_gmt") ?? recipient.receivedAt)
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = IncomingCustomer(
      externalID: hints.customerID, providerID: key, email: object.usableEmail("email"), name: object.usableFullName())
    return .conversion(conversion)
  }

  /// A subscription that was made by an order: it ties the order to those that renew it.
  func newSubscription() throws(Rejection) -> Meaning {
    guard object["billing_period"] != nil else { throw object.missing("billing_period") }
    var (hints, _) = try hints()
    for coupon in try object.objects("coupon_lines") { hints.offer(code: coupon.usableText("code")) }
    return .context(
      IncomingContext(
        keys: try reference("parent_id").map { [name($0)] } ?? [], clickID: hints.click, codes: hints.codes,
        customer: try customer(hints),
        subscription: name(try object.id("id", limit: Payload.shopIDLimit), "subscription-")))
  }
}

extension WooCommerceEvent {
  /// A moment of UTC, which WooCommerce writes without saying so; never after the delivery came.
  func time(_ name: String) throws(Rejection) -> Timestamp? {
    guard let text = try object.optionalText(name) else { return nil }
    guard let time = Timestamp(text) ?? Timestamp(text + "Z") else {
      throw object.unusable(name, "must be a time as in 2026-03-01T12:00:00.")
    }
    return min(time, recipient.receivedAt)
  }

  /// A key: an id with what makes it unique.
  private func name(_ id: String, _ kind: String = "") -> String { "woocommerce-\(recipient.namespace)-\(kind)\(id)" }

  /// An id of something else; `nil` for 0, which means none.
  private func reference(_ name: String) throws(Rejection) -> String? {
    let id = try object.optionalID(name, limit: Payload.shopIDLimit)
    return id == "0" ? nil : id
  }

  /// What the metadata passes along, and the subscription that the order renews.
  private func hints() throws(Rejection) -> (Hints, renewed: String?) {
    var hints = Hints(for: recipient)
    var renewed: String?
    for entry in try object.objects("meta_data") {
      guard let key = entry.usableText("key") else { continue }
      if key == "_subscription_renewal" { renewed = entry.usableText("value", limit: Payload.shopIDLimit) }
      hints.read(name: key, entry["value"])
    }
    return (hints, renewed)
  }

  private func customer(_ hints: Hints) throws(Rejection) -> IncomingCustomer? {
    let billing = try object.optionalObject("billing")
    return IncomingCustomer(
      externalID: hints.customerID, providerID: try reference("customer_id").map { name($0, "customer-") },
      email: billing?.usableEmail("email"), name: billing?.usableFullName())
  }
}
