/// Where webhooks come from: one shop or payment system of one program.
package struct Source: Sendable {
  /// A source's id, which is in the address that its provider posts to.
  package typealias ID = Identifier<Source>

  /// Its id.
  package let id: ID
  /// Whose events it brings.
  package let program: Program.ID
  /// Who signs, by name: `stripe`, `shopify`.
  package let provider: String
  /// What people call it.
  package let name: String?
  /// The secret that deliveries are signed with.
  package let secret: String
  /// The secret before, and until when it is valid too.
  package let former: (secret: String, until: Timestamp)?
  /// Whether the provider's test events count like others: for trying things out.
  package let acceptsTest: Bool
  /// When it was made.
  package let createdAt: Timestamp

  /// A source from its parts.
  package init(
    id: ID, program: Program.ID, provider: String, name: String?, secret: String,
    former: (secret: String, until: Timestamp)? = nil, acceptsTest: Bool, createdAt: Timestamp
  ) {
    self.id = id
    self.program = program
    self.provider = provider
    self.name = name
    self.secret = secret
    self.former = former
    self.acceptsTest = acceptsTest
    self.createdAt = createdAt
  }

  /// The secrets that are valid at a time, the newest first.
  package func secrets(at time: Timestamp) -> [String] {
    guard let former, time < former.until else { return [secret] }
    return [secret, former.secret]
  }
}

/// One delivery of a source.
package struct Delivery: Sendable {
  /// A delivery's id in the inbox.
  package typealias ID = Identifier<Delivery>

  /// What has become of a delivery.
  package enum Status: String, Sendable, CaseIterable {
    /// It is kept, and about to be looked at.
    case received
    /// It waits for the conversion it speaks of.
    case waiting
    /// It has had its effect.
    case applied
    /// It is of a kind that has no effect.
    case ignored
    /// It is a test of the provider's, and kept apart.
    case test
    /// It can't be used, and the reason is kept.
    case parked
  }
}
