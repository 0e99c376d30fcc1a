/// An advocate posted something where people who follow it could see it.
package struct Share: Hashable, Sendable {
  /// A share's id.
  package typealias ID = Identifier<Share>

  /// Its id.
  package let id: ID
  /// Its id where it was posted or told from, if it has one: unique in the program.
  package let externalID: String?
  /// Who shared.
  package let advocate: Advocate.ID
  /// Where: a network, e-mail, in person.
  package let channel: String
  /// What: a text, or the name of what was shared.
  package let content: String?
  /// Where it can be seen.
  package let url: String?
  /// When it was posted.
  package let occurredAt: Timestamp
  /// When it was stored.
  package let recordedAt: Timestamp
  /// Whether the advocate agreed to be named with it.
  package let consent: Bool
  /// Where it came from: `api`, `import`, `demo`, or the id of a webhook source.
  package let source: String

  /// A share from its parts.
  package init(
    id: ID, externalID: String?, advocate: Advocate.ID, channel: String, content: String?, url: String?,
    occurredAt: Timestamp, recordedAt: Timestamp, consent: Bool, source: String
  ) {
    self.id = id
    self.externalID = externalID
    self.advocate = advocate
    self.channel = channel
    self.content = content
    self.url = url
    self.occurredAt = occurredAt
    self.recordedAt = recordedAt
    self.consent = consent
    self.source = source
  }
}
