import Postgres

extension AuditCheck {
  /// Reversals take no more than there is, wait only for what is not there, and hold only while they are not void.
  static let reversals = AuditCheck(
    "reversals", "reversals within their conversions", counting: ("reversal", "reversals"),
    subjects: { count("reversals", $0) },
    deviations: { context in
      """
      SELECT ARRAY['conversion_id', coalesce(c.id::text, '?'), 'external_id', t.conversion_external_id] AS ids,
        'reversed' AS what, 'at most ' || coalesce(c.amount, 0) AS expected, t.taken::text AS actual
      FROM (\(taken(context))) AS t
      LEFT JOIN conversions c ON c.program_id = \(context.program) AND c.external_id = t.conversion_external_id
      WHERE t.taken > coalesce(c.amount, 0)
      UNION ALL
      SELECT ARRAY['conversion_id', c.id::text, 'reversal', r.external_id], 'status', 'applied or refused', r.status
      FROM reversals r
      JOIN conversions c ON c.program_id = \(context.program) AND c.external_id = r.conversion_external_id
      WHERE r.program_id = \(context.program) AND r.status = 'waiting'
      UNION ALL
      SELECT ARRAY['external_id', r.conversion_external_id, 'reversal', r.external_id], 'status', 'voided', r.status
      FROM reversals r
      JOIN reversal_voids v ON v.program_id = \(context.program)
        AND v.conversion_external_id = r.conversion_external_id AND v.reversal_external_id = r.external_id
      WHERE r.program_id = \(context.program) AND r.status = 'applied'
      """
    })
}
