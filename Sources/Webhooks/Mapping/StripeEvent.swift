import Referrals
import StrictJSON

/// The object of an event of Stripe, and what is needed to read it. API versions of before and after 2025-03-31, which
/// moved an invoice's subscription and payments, are read alike.
struct StripeEvent {
  /// `data.object`.
  let object: Payload
  /// When it happened.
  let time: Timestamp
  /// Whom it is read for.
  let recipient: Recipient

  /// An amount of Stripe's minor units as an amount of ours.
  func amount(_ name: String, in currency: Currency) throws(Rejection) -> Int64 {
    try amount(try object.integer(name), name, in: currency, of: object)
  }

  /// An amount of Stripe's minor units, which are not always those of ISO 4217, as an amount of ours; throws where it
  /// has no exact one.
  func amount(_ given: Int64, _ name: String, in currency: Currency, of payload: Payload) throws(Rejection) -> Int64 {
    let given = try payload.accepted(given, name)
    var (amount, shift) = (given, currency.exponent - Self.exponent(of: currency))
    while shift > 0 {
      amount = try payload.accepted(amount * 10, name)
      shift -= 1
    }
    while shift < 0 {
      guard amount.isMultiple(of: 10) else {
        throw payload.unusable(name, "has a fraction of the smallest unit of \(currency.code).")
      }
      amount /= 10
      shift += 1
    }
    return amount
  }

  /// How many decimal places Stripe counts in (docs.stripe.com/currencies).
  private static func exponent(of currency: Currency) -> Int {
    switch currency.code {
    case "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
      0
    case "BHD", "JOD", "KWD", "OMR", "TND": 3
    default: 2
    }
  }

  /// The sum of the amounts in a list of objects, such as `total_discount_amounts`.
  func sum(_ list: String, in currency: Currency) throws(Rejection) -> Int64 {
    var sum: Int64 = 0
    for entry in try object.objects(list) {
      let amount = try amount(try entry.integer("amount"), "amount", in: currency, of: entry)
      sum = try object.accepted(sum + amount, list)
    }
    return sum
  }

  /// The customer that `customer` names, with what else the object knows of it.
  func customer(email: Email?, name: String?, externalID: String?) throws(Rejection) -> IncomingCustomer? {
    let expanded = object.usableObject("customer")
    return IncomingCustomer(
      externalID: externalID ?? expanded?.usableObject("metadata")?.usableText("customer_id"),
      providerID: try object.optionalReference("customer"), email: email ?? expanded?.usableEmail("email"),
      name: name ?? expanded?.usableText("name", limit: Limits.name))
  }

  /// Codes from discounts, each told by its id or expanded: those that customers type, and the coupons behind them.
  func readDiscounts(_ hints: inout Hints) throws(Rejection) {
    var discounts: [Payload] = []
    for element in try object.elements("discounts") {
      if case .object(let members) = element { discounts.append(Payload(members: members, path: "")) }
    }
    if let discount = object.usableObject("discount") { discounts.append(discount) }
    for discount in discounts {
      hints.offer(code: discount.usableObject("promotion_code")?.usableText("code"))
      hints.offer(code: discount.usableText("promotion_code"))
      for holder in [discount, discount.usableObject("source")] {
        hints.offer(code: holder?.usableObject("coupon")?.usableText("name"))
        hints.offer(code: holder?.usableText("coupon"))
      }
    }
  }
}
