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
    ).map { row in
      Event(
        id: try row.decode("id"), type: try row.decode("type"), body: try row.decode("body"),
        advocate: try row.decode("advocate_id"))
    }
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
