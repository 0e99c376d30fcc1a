/// A refund, chargeback or dispute: takes part of a conversion back.
package struct Reversal: Hashable, Sendable {
  /// A reversal's id.
  package typealias ID = Identifier<Reversal>

  /// What became of it.
  package enum Status: String, Sendable {
    /// Its conversion is not there yet.
    case waiting
    /// It takes its amount off.
    case applied
    /// It was taken back itself: a dispute won.
    case voided
    /// It waited, and exceeded the conversion when that came.
    case refused
  }

  /// Its id.
  package let id: ID
  /// Its id where it came from: unique for its conversion.
  package let externalID: String
  /// The external id of the conversion it takes from.
  package let conversion: String
  /// How much it takes, in minor units of the conversion's currency.
  package let amount: Int64
  /// Why.
  package let reason: ReversalReason
  /// What became of it.
  package let status: Status
  /// When it happened.
  package let occurredAt: Timestamp

  /// A reversal from its parts.
  package init(
    id: ID, externalID: String, conversion: String, amount: Int64, reason: ReversalReason, status: Status,
    occurredAt: Timestamp
  ) {
    self.id = id
    self.externalID = externalID
    self.conversion = conversion
    self.amount = amount
    self.reason = reason
    self.status = status
    self.occurredAt = occurredAt
  }
}
