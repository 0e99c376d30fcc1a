package import Postgres
package import Referrals

extension GraphEdges {
  /// Remembers that advocates brought somebody in, each since a time: whoever was brought in sees what they share. An
  /// edge that is there stays, but for an earlier time; of people who were erased none is made.
  package static func refer(
    _ person: Person.ID, by advocates: [Advocate.ID: Timestamp], at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws {
    guard !advocates.isEmpty else { return }
    let advocates = advocates.sorted { $0.key < $1.key }
    try await connection.execute(
      """
      WITH told AS MATERIALIZED (
        SELECT p.id AS to_person, sharer.id AS from_person, brought.since
        FROM unnest(\(advocates.map(\.key)), \(advocates.map(\.value))) AS brought (advocate_id, since)
        JOIN advocates a ON a.program_id = \(program) AND a.id = brought.advocate_id
        JOIN people sharer ON sharer.program_id = \(program) AND sharer.id = a.person_id
        JOIN people p ON p.program_id = \(program) AND p.id = \(person)
        WHERE p.id <> sharer.id AND NOT \(People.isErased("p")) AND NOT \(People.isErased("sharer"))
        ORDER BY sharer.id FOR KEY SHARE OF p, sharer
      ), was_earlier AS (
        UPDATE graph_edges e SET since = told.since FROM told
        WHERE e.program_id = \(program) AND e.to_person = told.to_person AND e.from_person = told.from_person
          AND e.since > told.since AND NOT \(wasTakenAway(program))
      )
      INSERT INTO graph_edges (program_id, to_person, from_person, since, recorded_at, consent, source)
      SELECT \(program), to_person, from_person, since, \(now), false, \(referral)
      FROM told WHERE NOT \(wasTakenAway(program)) ORDER BY from_person
      ON CONFLICT (program_id, to_person, from_person) DO NOTHING
      """)
  }
}
