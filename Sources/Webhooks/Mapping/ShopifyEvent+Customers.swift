import Referrals

extension ShopifyEvent {
  /// A customer, by Shopify's id.
  func customer(
    _ object: Payload?, email: Email? = nil, externalID: String? = nil
  ) throws(Rejection) -> IncomingCustomer? {
    IncomingCustomer(
      externalID: externalID,
      providerID: try object?.optionalID("id", limit: Payload.shopIDLimit).map { "shopify-customer-\($0)" },
      email: email ?? object?.usableEmail("email"), name: object?.usableFullName())
  }

  /// A customer that is new to the shop.
  func newCustomer() throws(Rejection) -> Meaning {
    guard object["financial_status"] == nil, object["order_id"] == nil else {
      throw object.unusable("body", "is not a customer, as its topic says.")
    }
    let id = try object.id("id", limit: Payload.shopIDLimit)
    var conversion = IncomingConversion(
      key: "shopify-customer-\(id)", type: .signup, amount: nil,
      occurredAt: min(try object.optionalTime("created_at") ?? recipient.receivedAt, recipient.receivedAt))
    conversion.customer = try customer(object)
    return .conversion(conversion)
  }

  /// A customer wants to know what is held.
  func dataRequest() throws(Rejection) -> Meaning {
    .exportPerson(try subject(unlike: ["orders_to_redact"]))
  }

  /// A customer is to be forgotten.
  func customerRedaction() throws(Rejection) -> Meaning {
    .redactPerson(try subject(unlike: ["orders_requested", "data_request"]))
  }

  /// A shop is to be forgotten, some time after it left.
  func shopRedaction() throws(Rejection) -> Meaning {
    try checkShop()
    guard object["customer"] == nil else { throw object.unusable("customer", "is not part of this topic.") }
    return .redactShop
  }

  /// Whom a request is about. Since the topic is not signed, a request of another kind must not pass for this one.
  private func subject(unlike others: [String]) throws(Rejection) -> IncomingCustomer {
    try checkShop()
    for other in others where object[other] != nil { throw object.unusable(other, "is not part of this topic.") }
    guard let customer = try customer(try object.object("customer")) else {
      throw object.unusable("customer", "needs an id or an email.")
    }
    return customer
  }

  private func checkShop() throws(Rejection) {
    if object["shop_domain"] == nil { _ = try object.id("shop_id") }
  }
}
