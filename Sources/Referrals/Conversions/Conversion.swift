/// A lead, signup, sale or renewal, as it was told.
package struct Conversion: Hashable, Sendable {
  /// A conversion's id.
  package typealias ID = Identifier<Conversion>

  /// Its id.
  package let id: ID
  /// Its id where it came from: unique in the program, for ever.
  package let externalID: String
  /// What happened.
  package let type: ConversionType
  /// What was paid.
  package let amount: Money
  /// What was taken off the list price, in minor units of the same currency.
  package let discount: Int64
  /// When it happened.
  package let occurredAt: Timestamp
  /// When it was stored.
  package let recordedAt: Timestamp
  /// The customer, if one was named.
  package let customer: Person.ID?
  /// The click it names, stored or not yet.
  package let click: Click.ID?
  /// The code that was used, as given.
  package let code: String?
  /// The link of that code, if the program has it.
  package let link: Link.ID?
  /// Whether this sale made its customer a lead, for want of a lead before it.
  package let impliesLead: Bool
  /// The subscription it belongs to, as the payment system names it.
  package let subscription: String?
  /// Where it came from: `api`, `demo`, or the id of a webhook source.
  package let source: String

  /// A conversion from its parts.
  package init(
    id: ID, externalID: String, type: ConversionType, amount: Money, discount: Int64, occurredAt: Timestamp,
    recordedAt: Timestamp, customer: Person.ID?, click: Click.ID?, code: String?, link: Link.ID?, impliesLead: Bool,
    subscription: String? = nil, source: String
  ) {
    self.id = id
    self.externalID = externalID
    self.type = type
    self.amount = amount
    self.discount = discount
    self.occurredAt = occurredAt
    self.recordedAt = recordedAt
    self.customer = customer
    self.click = click
    self.code = code
    self.link = link
    self.impliesLead = impliesLead
    self.subscription = subscription
    self.source = source
  }
}
