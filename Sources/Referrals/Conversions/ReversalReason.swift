/// Why part of a conversion is taken back.
package enum ReversalReason: String, CaseIterable, Codable, Sendable {
  /// Money given back by the seller.
  case refund
  /// Money taken back by the customer's bank.
  case chargeback
  /// Money held while a chargeback is argued.
  case dispute
  /// An order that was called off before it was fulfilled.
  case cancellation
  /// An order that turned out to be a fraud.
  case fraud
  /// An order or an amount that was never right.
  case correction
  /// Anything else.
  case other
}
