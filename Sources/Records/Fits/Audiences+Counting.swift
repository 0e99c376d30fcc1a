import Postgres
import Referrals

extension Audiences {
  /// Parts of a WITH clause: `sharers`, every audience with whose it is, and `affected`, the advocates whose audience a
  /// selection of `people` whose followers changed touches: themselves, and those whom they follow.
  static func affected(by changes: SQL, program: Program.ID) -> SQL {
    """
    sharers AS MATERIALIZED (
      SELECT u.*, a.person_id FROM audiences u
      JOIN advocates a ON a.program_id = \(program) AND a.id = u.advocate_id
      WHERE u.program_id = \(program)
    ), changed AS MATERIALIZED (
      SELECT DISTINCT unnest(people) AS person_id FROM \(changes)
    ), affected AS (
      SELECT s.advocate_id FROM changed x JOIN sharers s ON s.person_id = x.person_id
      UNION
      SELECT s.advocate_id FROM changed x
      JOIN graph_edges e ON e.program_id = \(program) AND e.to_person = x.person_id
      JOIN sharers s ON s.person_id = e.from_person
    )
    """
  }

  /// Parts of a WITH clause that end in `counted`: the audiences of a selection of `advocate_id` and `person_id` along the
  /// edges that are there at a moment, and when the next of these begins that is told of the future. Whoever has none is
  /// not in it.
  static func count(of chosen: SQL, at now: Timestamp, program: Program.ID) -> SQL {
    """
    paths AS (
      SELECT s.advocate_id, s.person_id, e.to_person, 1 AS hop, e.since
      FROM \(chosen) s
      JOIN graph_edges e ON e.program_id = \(program) AND e.from_person = s.person_id
      UNION ALL
      SELECT s.advocate_id, s.person_id, f.to_person, 2, greatest(e.since, f.since)
      FROM \(chosen) s
      JOIN graph_edges e ON e.program_id = \(program) AND e.from_person = s.person_id
      JOIN graph_edges f ON f.program_id = \(program) AND f.from_person = e.to_person
    ), reached AS (
      SELECT advocate_id, to_person, min(hop) FILTER (WHERE since <= \(now)) AS hop,
        count(*) FILTER (WHERE since <= \(now)) AS ways, min(since) FILTER (WHERE since > \(now)) AS later
      FROM paths WHERE to_person <> person_id GROUP BY advocate_id, to_person
    ), counted AS (
      SELECT advocate_id, count(*) FILTER (WHERE hop = 1) AS near, count(*) FILTER (WHERE hop = 2) AS far,
        coalesce(sum(\(strength)) FILTER (WHERE hop = 2), 0) AS far_strength, min(later) AS later
      FROM reached GROUP BY advocate_id
    )
    """
  }

  /// What one person at second hand counts, by `ways`, as the model of hazards reckons it: it knows no more than 65,535.
  static let strength: SQL = "round(16 * sqrt(least(ways, 65535)::double precision))::integer"
}
