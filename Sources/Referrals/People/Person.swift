/// Somebody known to a program: a customer, an advocate, or both.
package struct Person: Hashable, Sendable {
  /// A person's id.
  package typealias ID = Identifier<Person>

  /// Its id.
  package let id: ID
  /// The id the program's company knows the person by.
  package var externalID: String?
  /// The e-mail address as it was given.
  package var email: String?

  /// A person from its parts.
  package init(id: ID, externalID: String?, email: String?) {
    self.id = id
    self.externalID = externalID
    self.email = email
  }
}
