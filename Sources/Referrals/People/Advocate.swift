/// A person who has links, perhaps brought in by another advocate.
package struct Advocate: Hashable, Sendable {
  /// An advocate's id.
  package typealias ID = Identifier<Advocate>

  /// Its id.
  package let id: ID
  /// Who it is.
  package let person: Person.ID
  /// The person's id at the program's company.
  package let externalID: String
  /// The e-mail address as it was given.
  package let email: String?
  /// The name as it was given.
  package let name: String?
  /// The advocate who brought this one in, for ever.
  package let recruiter: ID?
  /// Since when it earns nothing, if it is paused.
  package let pausedAt: Timestamp?
  /// Since when it is an advocate.
  package let createdAt: Timestamp
  /// Which addresses of its own page are good: those sealed for this version.
  package let portalVersion: Int
  /// The e-mail that was typed on joining, which nobody has proved to be theirs.
  package let typedEmail: String?

  /// An advocate from its parts.
  package init(
    id: ID, person: Person.ID, externalID: String, email: String?, name: String?, recruiter: ID?,
    pausedAt: Timestamp?, createdAt: Timestamp, portalVersion: Int = 1, typedEmail: String? = nil
  ) {
    self.id = id
    self.person = person
    self.externalID = externalID
    self.email = email
    self.name = name
    self.recruiter = recruiter
    self.pausedAt = pausedAt
    self.createdAt = createdAt
    self.portalVersion = portalVersion
    self.typedEmail = typedEmail
  }

  /// Whether the person was erased: the id that stays says nothing but that.
  package var isErased: Bool { externalID == "erased-\(person)" }
}
