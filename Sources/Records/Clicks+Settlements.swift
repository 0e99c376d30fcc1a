package import Postgres
package import Referrals

extension Clicks {
  /// The transactions that have begun by now, to be asked later whether they are over.
  package static func horizon(in connection: BlockingConnection) throws -> Int64 {
    try connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS horizon").only
      .decode("horizon")
  }

  /// Whether every transaction that had begun by a horizon and wrote something is over.
  package static func isOver(_ horizon: Int64, in connection: BlockingConnection) throws -> Bool {
    try connection.execute(
      "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= \(horizon) AS is_over"
    ).only.decode("is_over")
  }

  /// Marks the conversions whose credit clicks that were stored late can change: those that name one of the
  /// clicks, whoever clicked, and those that a person linked to the visitor of a person's click made after it.
  package static func markSettlements(
    of clicks: [NewClick], at time: Timestamp, in connection: BlockingConnection
  ) throws {
    guard !clicks.isEmpty else { return }
    let isPersons = clicks.map { $0.outcome == .person || $0.outcome == .repeat }
    try connection.execute(
      """
      WITH late AS (
        SELECT * FROM unnest(\(clicks.map(\.program))::uuid[], \(clicks.map(\.id))::uuid[],
          \(clicks.map(\.visitor))::uuid[], \(clicks.map(\.occurredAt))::timestamptz[], \(isPersons)::boolean[])
          AS l (program_id, id, visitor_id, occurred_at, is_persons)
      ), due AS (
        SELECT c.program_id, c.id FROM late l
        JOIN conversions c ON c.program_id = l.program_id AND c.click_id = l.id
        UNION
        SELECT c.program_id, c.id FROM late l
        JOIN visitor_people v ON v.program_id = l.program_id AND v.visitor_id = l.visitor_id
        JOIN conversions c ON c.program_id = v.program_id AND c.person_id = v.person_id
          AND c.occurred_at >= l.occurred_at
        WHERE l.is_persons
      )
      INSERT INTO settlements_due (program_id, conversion_id, cause, due_since)
      SELECT program_id, id, 'click', \(time) FROM due ORDER BY program_id, id
      ON CONFLICT (program_id, conversion_id) DO UPDATE SET
        due_since = least(settlements_due.due_since, excluded.due_since),
        cause = CASE settlements_due.cause WHEN 'history' THEN excluded.cause ELSE settlements_due.cause END
      """)
  }
}
