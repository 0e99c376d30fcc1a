import Referrals

extension StripeEvent {
  /// A customer that is new to Stripe.
  func newCustomer() throws(Rejection) -> Meaning {
    var hints = Hints(for: recipient)
    hints.read(object.usableObject("metadata"))
    let id = try object.id("id")
    var conversion = IncomingConversion(key: id, type: .signup, amount: nil, occurredAt: time)
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = IncomingCustomer(
      externalID: hints.customerID, providerID: id, email: object.usableEmail("email"),
      name: object.usableText("name", limit: Limits.name))
    return .conversion(conversion)
  }

  /// A customer of whom something changed.
  func changedCustomer() throws(Rejection) -> Meaning {
    guard let externalID = object.usableObject("metadata")?.usableText("customer_id") else {
      return .unused("The customer has no customer_id in its metadata.")
    }
    return .person(
      IncomingPerson(
        externalID: externalID, email: object.usableEmail("email"), name: object.usableText("name", limit: Limits.name))
    )
  }

  /// A subscription that was made: worth telling while nothing is paid for it.
  func newSubscription() throws(Rejection) -> Meaning {
    guard try object.text("status") == "trialing" else {
      return .unused("The first invoice of the subscription tells of it.")
    }
    var hints = Hints(for: recipient)
    hints.read(object.usableObject("metadata"))
    try readDiscounts(&hints)
    let id = try object.id("id")
    var conversion = IncomingConversion(key: id, type: .signup, amount: nil, occurredAt: time)
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = try customer(email: nil, name: nil, externalID: hints.customerID)
    conversion.subscription = id
    return .conversion(conversion)
  }
}
