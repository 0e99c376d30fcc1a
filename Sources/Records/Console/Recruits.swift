package import Postgres
package import Referrals

/// Whom advocates brought in.
package enum Recruits {
  /// Somebody who was brought in.
  package struct Recruit: Sendable, Hashable {
    /// Who.
    package let advocate: Advocate.ID
    /// By whom.
    package let recruiter: Advocate.ID
    /// Since when.
    package let joinedAt: Timestamp
    /// How many they brought in themselves.
    package let recruits: Int64
  }

  /// Whom each of these advocates brought in, the first of them, in the order in which they came.
  package static func first(
    _ limit: Int, of advocates: [Advocate.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Recruit] {
    guard !advocates.isEmpty else { return [] }
    return try await connection.query(
      """
      SELECT r.id, r.created_at, who.id AS recruiter_id, (
          SELECT count(*) FROM advocates WHERE program_id = \(program) AND recruiter_id = r.id
        ) AS recruits
      FROM unnest(\(advocates)) WITH ORDINALITY AS who (id, place)
      CROSS JOIN LATERAL (
        SELECT id, created_at FROM advocates WHERE program_id = \(program) AND recruiter_id = who.id
        ORDER BY id LIMIT \(limit)
      ) AS r
      ORDER BY who.place, r.id
      """
    ).map {
      Recruit(
        advocate: try $0.decode("id"), recruiter: try $0.decode("recruiter_id"), joinedAt: try $0.decode("created_at"),
        recruits: try $0.decode("recruits"))
    }
  }

  /// How many an advocate brought in.
  package static func count(
    of advocate: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws -> Int64 {
    try await connection.query(
      "SELECT count(*) AS recruits FROM advocates WHERE program_id = \(program) AND recruiter_id = \(advocate)"
    ).only.decode("recruits")
  }
}
