import Referrals

extension StripeEvent {
  /// A charge of which some or all was refunded: it tells all that was, each time.
  func refundedCharge() throws(Rejection) -> Meaning {
    let currency = try object.currency("currency")
    let amount = try amount("amount_refunded", in: currency)
    guard amount > 0 else { return .unused("Nothing of the charge was refunded.") }
    let id = try object.id("id")
    let names = [try object.optionalReference("payment_intent"), id, try object.optionalReference("invoice")]
    return .reversal(
      IncomingReversal(
        keys: names.compactMap { $0 }, id: id, amount: amount, currency: currency, isRunningTotal: true,
        reason: .refund, occurredAt: time))
  }

  /// A dispute that was opened: its amount is withheld, unless it is an inquiry.
  func openedDispute() throws(Rejection) -> Meaning {
    if try object.text("status").hasPrefix("warning_") { return .unused("An inquiry withholds nothing.") }
    return try disputeReversal(.dispute)
  }

  /// A dispute that was decided.
  func closedDispute() throws(Rejection) -> Meaning {
    switch try object.text("status") {
    case "won":
      .void(IncomingVoid(keys: try disputeKeys(), reversal: try object.id("id"), reason: "The dispute was won."))
    case "lost": try disputeReversal(.chargeback)
    case let status: .unused("A dispute that ends as \(status.prefix(40)) withholds nothing.")
    }
  }

  private func disputeReversal(_ reason: ReversalReason) throws(Rejection) -> Meaning {
    let currency = try object.currency("currency")
    let amount = try amount("amount", in: currency)
    guard amount > 0 else { return .unused("The dispute is about nothing.") }
    return .reversal(
      IncomingReversal(
        keys: try disputeKeys(), id: try object.id("id"), amount: amount, currency: currency, reason: reason,
        occurredAt: time))
  }

  private func disputeKeys() throws(Rejection) -> [String] {
    let keys = [try object.optionalReference("payment_intent"), try object.optionalReference("charge")]
      .compactMap { $0 }
    guard !keys.isEmpty else { throw object.missing("charge") }
    return keys
  }
}
