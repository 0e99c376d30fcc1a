/// A code, a destination, an advocate.
package struct Link: Hashable, Sendable {
  /// A link's id.
  package typealias ID = Identifier<Link>

  /// Its id.
  package let id: ID
  /// Whose it is.
  package let advocate: Advocate.ID
  /// The host the code belongs to; empty for the service's own address.
  package let host: String
  /// What is in the address.
  package let code: LinkCode
  /// Where it leads; nil: where the program's links lead.
  package let destination: String?
  /// The campaign it was made for.
  package let campaign: String?
  /// Where it is shared.
  package let channel: String?
  /// Since when it leads nowhere, if it was switched off.
  package let disabledAt: Timestamp?
  /// From when on it leads nowhere.
  package let expiresAt: Timestamp?
  /// When it was made.
  package let createdAt: Timestamp

  /// A link from its parts.
  package init(
    id: ID, advocate: Advocate.ID, host: String, code: LinkCode, destination: String?, campaign: String?,
    channel: String?, disabledAt: Timestamp?, expiresAt: Timestamp?, createdAt: Timestamp
  ) {
    self.id = id
    self.advocate = advocate
    self.host = host
    self.code = code
    self.destination = destination
    self.campaign = campaign
    self.channel = channel
    self.disabledAt = disabledAt
    self.expiresAt = expiresAt
    self.createdAt = createdAt
  }
}
