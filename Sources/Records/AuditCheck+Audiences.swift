import Postgres
import Referrals

extension AuditCheck {
  /// Audiences are those of the graph, but for those that wait to be counted; and everybody who shared has one.
  static let audiences = AuditCheck(
    "audiences", "audiences as the graph has them", counting: ("audience", "audiences"),
    subjects: { count("audiences", $0) },
    deviations: { context in
      """
      WITH changes AS (SELECT people FROM audience_changes WHERE program_id = \(context.program)),
      \(Audiences.affected(by: "changes", program: context.program)),
      chosen AS MATERIALIZED (
        SELECT s.advocate_id, s.person_id FROM sharers s
        WHERE coalesce(s.due_since > \(context.now), true) AND s.advocate_id NOT IN (SELECT advocate_id FROM affected)
      ),
      \(Audiences.count(of: "chosen", at: context.now, program: context.program))
      SELECT ARRAY['advocate_id', s.advocate_id::text] AS ids, v.what, v.expected::text AS expected,
        v.actual::text AS actual
      FROM chosen h
      JOIN sharers s ON s.advocate_id = h.advocate_id
      LEFT JOIN counted c ON c.advocate_id = h.advocate_id
      CROSS JOIN LATERAL (VALUES
        ('near', coalesce(c.near, 0), s.near), ('far', coalesce(c.far, 0), s.far),
        ('far_strength', coalesce(c.far_strength, 0), s.far_strength)
      ) AS v (what, expected, actual)
      WHERE v.expected <> v.actual
      UNION ALL
      SELECT ARRAY['advocate_id', advocate_id::text], 'audience', 'there', 'missing' FROM (
        SELECT advocate_id FROM shares WHERE program_id = \(context.program)
        EXCEPT SELECT advocate_id FROM sharers
      ) AS missing
      """
    })
}
