package import Postgres
package import Referrals

extension People {
  /// Holds people until the transaction ends, in the order of their ids, as whoever stores their conversions does: what
  /// is learnt of them meanwhile is seen by their next conversion, and those before are stored.
  package static func hold(_ people: [Person.ID], program: Program.ID, in connection: Connection) async throws {
    guard !people.isEmpty else { return }
    try await connection.query(
      """
      SELECT FROM people WHERE program_id = \(program) AND id = ANY(\(people)) ORDER BY id FOR NO KEY UPDATE
      """)
  }

  /// The same of those whom nobody else holds: who they are.
  package static func holdFree(
    _ people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws -> Set<Person.ID> {
    guard !people.isEmpty else { return [] }
    let rows = try await connection.query(
      """
      SELECT id FROM people WHERE program_id = \(program) AND id = ANY(\(people))
      ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
      """)
    return Set(try rows.map { try $0.decode("id", as: Person.ID.self) })
  }
}
