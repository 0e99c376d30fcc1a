import Postgres
import Referrals

extension AuditCheck {
  /// Every attempt that a delivery counts can be read, and what was delivered was taken.
  static let deliveryAttempts = AuditCheck(
    "delivery_attempts", "attempts to deliver", counting: ("delivery", "deliveries"),
    subjects: { count("outbox_deliveries", $0) },
    deviations: { context in
      """
      SELECT ARRAY['delivery_id', d.id::text] AS ids, v.what, v.expected, v.actual
      FROM outbox_deliveries d
      LEFT JOIN (
        SELECT delivery_id, count(*) AS made, bool_or(status BETWEEN 200 AND 299) AS was_taken
        FROM delivery_attempts WHERE program_id = \(context.program) GROUP BY delivery_id
      ) AS a ON a.delivery_id = d.id
      CROSS JOIN LATERAL (VALUES
        ('attempts', d.attempts::text, coalesce(a.made, 0)::text),
        ('answer', CASE WHEN d.status = 'delivered' THEN 'taken' ELSE 'any' END,
          CASE WHEN d.status <> 'delivered' THEN 'any' WHEN a.was_taken THEN 'taken' ELSE 'not taken' END)
      ) AS v (what, expected, actual)
      WHERE d.program_id = \(context.program) AND v.expected <> v.actual
      """
    })

  /// What a worker took and did not come back with, another took, within an hour of its lease.
  static let deliveryLeases = AuditCheck(
    "delivery_leases", "deliveries in hand", counting: ("in hand", "in hand"), severity: .warning,
    subjects: { context in
      """
      SELECT count(*) AS checked FROM outbox_deliveries
      WHERE program_id = \(context.program) AND status = 'pending' AND lease_until IS NOT NULL
      """
    },
    deviations: { context in
      """
      SELECT ARRAY['delivery_id', id::text, 'endpoint_id', endpoint_id::text] AS ids, 'lease' AS what,
        'over for less than an hour' AS expected,
        'over since ' || to_char(lease_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS actual
      FROM outbox_deliveries
      WHERE program_id = \(context.program) AND status = 'pending' AND lease_until < \(context.now - .hours(1))
      """
    })
}
