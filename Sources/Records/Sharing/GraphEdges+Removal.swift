package import Postgres
package import Referrals

extension GraphEdges {
  /// Takes an edge away from now on; what happened while it was there still counts. Whether it was there.
  package static func remove(
    from: String, to: String, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      WITH gone AS (
        DELETE FROM graph_edges e USING people f, people t
        WHERE f.program_id = \(program) AND f.external_id = \(from)
          AND t.program_id = \(program) AND t.external_id = \(to)
          AND e.program_id = \(program) AND e.to_person = t.id AND e.from_person = f.id
        RETURNING e.*
      ), noted AS (
        \(Audiences.noting("gone", program: program))
      )
      INSERT INTO past_graph_edges (program_id, to_person, from_person, since, until, source, origin)
      SELECT program_id, to_person, from_person, since, greatest(since, \(now)), source, origin FROM gone
      ON CONFLICT (program_id, to_person, from_person, until) DO UPDATE SET since = excluded.since
      """) > 0
  }

  /// Forgets all edges of people, and how they once were. Those that somebody's shares reached still count as a number.
  static func erase(_ people: [Person.ID], program: Program.ID, in connection: Connection) async throws {
    for end in ["to_person", "from_person"] {
      try await connection.execute(
        """
        WITH gone AS (
          DELETE FROM graph_edges WHERE program_id = \(program) AND \(unsafe: end) = ANY(\(people))
          RETURNING from_person
        ), noted AS (
          \(Audiences.noting("gone", program: program))
        )
        INSERT INTO erased_edges AS e (program_id, person_id, people)
        SELECT \(program), from_person, count(*) FROM gone GROUP BY from_person ORDER BY from_person
        ON CONFLICT (program_id, person_id) DO UPDATE SET people = e.people + excluded.people
        """)
      try await connection.execute(
        "DELETE FROM past_graph_edges WHERE program_id = \(program) AND \(unsafe: end) = ANY(\(people))")
    }
  }
}
