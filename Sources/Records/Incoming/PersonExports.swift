package import Postgres
package import Referrals

/// What is known of people who asked for it.
package enum PersonExports {
  /// One export.
  package struct Entry: Sendable {
    /// An export's id.
    package typealias ID = Identifier<Entry>

    /// Its id.
    package let id: ID
    /// Of whom.
    package let person: Person.ID
    /// When it was asked for.
    package let requestedAt: Timestamp
    /// What is known: a JSON document.
    package let document: String
  }

  /// Writes down what is known of a person: who they are, what they bought, what they clicked, the links they share,
  /// what they shared, whom they follow and who follows them, and what they agreed to. Others are named where they agreed.
  package static func make(
    of person: Person.ID, for delivery: Delivery.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO person_exports (program_id, id, person_id, delivery_id, document, requested_at)
      SELECT p.program_id, \(Entry.ID.timeOrdered(at: time)), p.id, \(delivery), \(document(program))::text, \(time)
      FROM people p WHERE p.program_id = \(program) AND p.id = \(person)
      """)
  }

  /// The same, for the person's own eyes at once; nil where the program does not know them. Nothing is kept.
  package static func document(
    of person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws -> String? {
    try await connection.query(
      "SELECT \(document(program))::text AS document FROM people p WHERE p.program_id = \(program) AND p.id = \(person)"
    ).first?.decode("document")
  }

  /// Newest first, from below an id.
  package static func list(
    before: Entry.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT * FROM person_exports WHERE program_id = \(program) AND (\(before)::uuid IS NULL OR id < \(before))
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Entry.init(row:))
  }
}

extension PersonExports.Entry {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), person: try row.decode("person_id"), requestedAt: try row.decode("requested_at"),
      document: try row.decode("document"))
  }
}
