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
  /// Whether people may become advocates by themselves.
  package var joining: Joining
  /// The words that advocates find ready to share; nil for ``ShareWords/usual``.
  package var shareText: ShareWords?
  /// What heads an e-mail with them; nil for ``ShareWords/usualSubject``.
  package var shareSubject: ShareWords?
  /// When it was made.
  package let createdAt: Timestamp

  /// A program from its parts.
  package init(
    id: ID, name: String, currency: Currency, destination: String, attribution: AttributionSettings,
    preview: LinkPreview? = nil, joining: Joining = .open, shareText: ShareWords? = nil,
    shareSubject: ShareWords? = nil, createdAt: Timestamp
  ) {
    self.id = id
    self.name = name
    self.currency = currency
    self.destination = destination
    self.attribution = attribution
    self.preview = preview
    self.joining = joining
    self.shareText = shareText
    self.shareSubject = shareSubject
    self.createdAt = createdAt
  }
}
