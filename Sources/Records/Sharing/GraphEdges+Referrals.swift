package import Postgres
package import Referrals

extension GraphEdges {
  /// Somebody was brought in by an advocate.
  package struct Referral: Hashable, Sendable {
    /// Who was brought in.
    package var person: Person.ID
    /// By whom.
    package var advocate: Advocate.ID
    /// Since when the one sees what the other shares.
    package var since: Timestamp

    /// A referral from its parts.
    package init(_ person: Person.ID, by advocate: Advocate.ID, since: Timestamp) {
      self.person = person
      self.advocate = advocate
      self.since = since
    }
  }

  /// Remembers that advocates brought people in: whoever was brought in sees what they share. An edge that is there
  /// stays, but for an earlier time; of people who were erased none is made.
  package static func refer(
    _ referrals: [Referral], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard !referrals.isEmpty else { return }
    try await connection.execute(
      """
      WITH held AS MATERIALIZED (
        SELECT p.id AS to_person, sharer.id AS from_person, brought.since
        FROM unnest(\(referrals.map(\.person)), \(referrals.map(\.advocate)), \(referrals.map(\.since)))
          AS brought (person_id, advocate_id, since)
        JOIN advocates a ON a.program_id = \(program) AND a.id = brought.advocate_id
        JOIN people sharer ON sharer.program_id = \(program) AND sharer.id = a.person_id
        JOIN people p ON p.program_id = \(program) AND p.id = brought.person_id
        WHERE p.id <> sharer.id AND NOT \(People.isErased("p")) AND NOT \(People.isErased("sharer"))
        ORDER BY p.id, sharer.id FOR KEY SHARE OF p, sharer
      ), told AS MATERIALIZED (
        SELECT to_person, from_person, min(since) AS since FROM held GROUP BY to_person, from_person
      ), was_earlier AS (
        UPDATE graph_edges e SET since = told.since, recorded_at = \(now) FROM told
        WHERE e.program_id = \(program) AND e.to_person = told.to_person AND e.from_person = told.from_person
          AND e.since > told.since AND NOT \(wasTakenAway(program))
        RETURNING e.from_person
      ), was_new AS (
        INSERT INTO graph_edges (program_id, to_person, from_person, since, recorded_at, consent, source)
        SELECT \(program), to_person, from_person, since, \(now), false, \(referral)
        FROM told WHERE NOT \(wasTakenAway(program)) ORDER BY to_person, from_person
        ON CONFLICT (program_id, to_person, from_person) DO NOTHING
        RETURNING from_person
      )
      \(Audiences.noting("(TABLE was_earlier UNION ALL TABLE was_new) AS either", program: program))
      """)
  }
}
