package import Postgres
package import Referrals

extension People {
  /// How many of these external ids somebody has.
  package static func count(
    externalIDs: [String], program: Program.ID, in connection: Connection
  ) async throws -> Int {
    try await connection.query(
      "SELECT count(*) AS known FROM people WHERE program_id = \(program) AND external_id = ANY(\(externalIDs))"
    ).only.decode("known")
  }

  /// Lets people be known since earlier than they are.
  package static func backdate(
    _ people: [(person: Person.ID, time: Timestamp)], program: Program.ID, in connection: Connection
  ) async throws {
    guard !people.isEmpty else { return }
    try await connection.execute(
      """
      UPDATE people p SET created_at = told.time
      FROM unnest(\(people.map(\.person)), \(people.map(\.time))) AS told (person_id, time)
      WHERE p.program_id = \(program) AND p.id = told.person_id AND p.created_at > told.time
      """)
  }

  /// Remembers that browsers are people's; the people of whom that is news.
  package static func link(
    _ visitors: [(visitor: Visitor.ID, person: Person.ID)], at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Set<Person.ID> {
    guard !visitors.isEmpty else { return [] }
    let rows = try await connection.query(
      """
      INSERT INTO visitor_people (program_id, visitor_id, person_id, linked_at)
      SELECT DISTINCT \(program)::uuid, told.visitor_id, told.person_id, \(time)::timestamptz
      FROM unnest(\(visitors.map(\.visitor)), \(visitors.map(\.person))) AS told (visitor_id, person_id)
      ORDER BY told.visitor_id, told.person_id
      ON CONFLICT DO NOTHING
      RETURNING person_id
      """)
    return Set(try rows.map { try $0.decode("person_id", as: Person.ID.self) })
  }
}
