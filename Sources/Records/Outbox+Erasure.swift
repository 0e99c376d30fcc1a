package import Postgres
package import Referrals

extension Outbox {
  /// The events that tell of people what is to be forgotten with them, sent or not.
  package static func events(
    about people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Event] {
    try await connection.query(
      """
      SELECT o.id, o.type, o.body, o.advocate_id
      FROM advocates a JOIN outbox o ON o.program_id = a.program_id AND o.advocate_id = a.id
      WHERE a.program_id = \(program) AND a.person_id = ANY(\(people))
      ORDER BY o.id
      """
    ).map(Event.init(row:))
  }

  /// The events that tell of those who joined with an e-mail that one of these people has, as long as that is known.
  package static func events(
    besideEmailsOf people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Event] {
    try await connection.query(
      """
      SELECT DISTINCT o.id, o.type, o.body, o.advocate_id
      FROM people p
      JOIN joins j ON j.program_id = p.program_id AND j.email_key = p.email_key
      JOIN outbox o ON o.program_id = j.program_id AND o.advocate_id = j.advocate_id
      WHERE p.program_id = \(program) AND p.id = ANY(\(people))
      ORDER BY o.id
      """
    ).map(Event.init(row:))
  }

  /// Gives events other bodies: what was not sent yet, or is sent again, says no more than these.
  package static func rewrite(_ events: [Event], program: Program.ID, in connection: Connection) async throws {
    guard !events.isEmpty else { return }
    try await connection.execute(
      """
      UPDATE outbox o SET body = e.body
      FROM unnest(\(events.map(\.id))::uuid[], \(events.map(\.body))::text[]) AS e (id, body)
      WHERE o.program_id = \(program) AND o.id = e.id
      """)
  }
}

extension Outbox.Event {
  fileprivate init(row: Row) throws {
    self.init(
      id: try row.decode("id"), type: try row.decode("type"), body: try row.decode("body"),
      advocate: try row.decode("advocate_id"))
  }
}
