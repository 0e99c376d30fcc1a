/// One referral program of one company: the tenant to which everything belongs.
package struct Program: Hashable, Sendable {
  /// A program's id.
  package typealias ID = Identifier<Program>

  /// Its id.
  package let id: ID
  /// What people call it.
  package var name: String
  /// The currency in which it shows sums where none is given.
  package var currency: Currency
  /// Where its links lead that have no destination of their own.
  package var destination: String
  /// How its revenue is credited.
  package var attribution: AttributionSettings
  /// What social networks show of its links; nil where they are sent on like everybody.
  package var preview: LinkPreview?
  /// When it was made.
  package let createdAt: Timestamp

  /// A program from its parts.
  package init(
    id: ID, name: String, currency: Currency, destination: String, attribution: AttributionSettings,
    preview: LinkPreview? = nil, createdAt: Timestamp
  ) {
    self.id = id
    self.name = name
    self.currency = currency
    self.destination = destination
    self.attribution = attribution
    self.preview = preview
    self.createdAt = createdAt
  }
}
