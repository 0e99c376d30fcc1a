import Referrals

extension StripeEvent {
  /// A visit to Stripe's checkout that came to its end.
  func checkoutSession() throws(Rejection) -> Meaning {
    var hints = Hints(for: recipient)
    let metadata = object.usableObject("metadata")
    // The reference is ours if it is a click of the program. Else it is the shop's, for its own customer.
    let reference = try object.optionalText("client_reference_id")
    let isClick = hints.offer(click: reference)
    hints.read(metadata)
    if !isClick { hints.offer(customerID: reference) }
    try readDiscounts(&hints)
    let details = object.usableObject("customer_details")
    let customer = try customer(
      email: details?.usableEmail("email") ?? object.usableEmail("customer_email"),
      name: details?.usableText("name", limit: Limits.name), externalID: hints.customerID)
    switch try object.text("mode") {
    case "payment": return try payment(hints, customer)
    case "subscription":
      let invoice = try object.optionalReference("invoice")
      let subscription = try object.optionalReference("subscription")
      guard invoice != nil || subscription != nil else {
        return .unused("A session without an invoice or a subscription says nothing.")
      }
      return .context(
        IncomingContext(
          keys: invoice.map { [$0] } ?? [], clickID: hints.click, codes: hints.codes, customer: customer,
          subscription: subscription))
    default: return .unused("A session that takes no payment says nothing.")
    }
  }

  private func payment(_ hints: Hints, _ customer: IncomingCustomer?) throws(Rejection) -> Meaning {
    guard ["paid", "no_payment_required"].contains(try object.text("payment_status")) else {
      return .unused("The session is not paid yet.")
    }
    let currency = try object.currency("currency")
    let id = try object.id("id")
    let names = [
      try object.optionalReference("payment_intent"), id, try object.optionalReference("invoice"),
    ].compactMap { $0 }
    let total = try amount("amount_total", in: currency)
    var conversion = IncomingConversion(
      key: names[0], type: .sale, amount: Money(total, currency), occurredAt: time)
    conversion.aliases = Array(names.dropFirst())
    if let details = try object.optionalObject("total_details"),
      let off = try details.optionalInteger("amount_discount")
    {
      conversion.discount = try amount(off, "amount_discount", in: currency, of: details)
    } else if let subtotal = try object.optionalInteger("amount_subtotal") {
      conversion.discount = max(0, try amount(subtotal, "amount_subtotal", in: currency, of: object) - total)
    }
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = customer
    return .conversion(conversion)
  }

  /// An invoice that was paid: the first of a subscription, a later one, or one of its own.
  func invoice() throws(Rejection) -> Meaning {
    let currency = try object.currency("currency")
    let paid = try amount("amount_paid", in: currency)
    guard paid > 0 else { return .unused("Nothing was paid by the invoice.") }
    let parent = try object.optionalObject("parent")?.optionalObject("subscription_details")
    let details = try object.optionalObject("subscription_details")
    var hints = Hints(for: recipient)
    for holder in [object, parent, details] { hints.read(holder?.usableObject("metadata")) }
    for line in try object.optionalObject("lines")?.objects("data") ?? [] {
      hints.read(line.usableObject("metadata"))
    }
    try readDiscounts(&hints)
    let isLater = ["subscription_cycle", "subscription_threshold"].contains(try object.optionalText("billing_reason"))
    var conversion = IncomingConversion(
      key: try object.id("id"), type: isLater ? .renewal : .sale, amount: Money(paid, currency), occurredAt: time)
    conversion.aliases = try invoicePayments()
    conversion.discount = try sum("total_discount_amounts", in: currency)
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = try customer(
      email: object.usableEmail("customer_email"), name: object.usableText("customer_name", limit: Limits.name),
      externalID: hints.customerID)
    conversion.subscription = try object.optionalReference("subscription")
    if conversion.subscription == nil { conversion.subscription = try parent?.optionalReference("subscription") }
    return .conversion(conversion)
  }

  /// The payments and charges of an invoice, where either shape has them.
  private func invoicePayments() throws(Rejection) -> [String] {
    var names = [try object.optionalReference("payment_intent"), try object.optionalReference("charge")]
    for entry in try object.optionalObject("payments")?.objects("data") ?? [] {
      guard let payment = try entry.optionalObject("payment") else { continue }
      names += [try payment.optionalReference("payment_intent"), try payment.optionalReference("charge")]
    }
    var known: [String] = []
    for case let name? in names where !known.contains(name) { known.append(name) }
    return known
  }

  /// A payment that a shop made by itself: a sale only if it passed us a click or a code, since sessions and invoices
  /// tell of their own payments.
  func paymentIntent() throws(Rejection) -> Meaning {
    guard try object.optionalReference("invoice") == nil else {
      return .unused("The invoice of the payment tells of it.")
    }
    var hints = Hints(for: recipient)
    hints.read(object.usableObject("metadata"))
    guard hints.leadsSomewhere else { return .unused("The payment names neither a click nor a code.") }
    let currency = try object.currency("currency")
    let field = object["amount_received"] == nil ? "amount" : "amount_received"
    var conversion = IncomingConversion(
      key: try object.id("id"), type: .sale, amount: Money(try amount(field, in: currency), currency), occurredAt: time)
    if let charge = try object.optionalReference("latest_charge") { conversion.aliases = [charge] }
    conversion.clickID = hints.click
    conversion.codes = hints.codes
    conversion.customer = try customer(
      email: object.usableEmail("receipt_email"), name: nil, externalID: hints.customerID)
    return .conversion(conversion)
  }
}
