package import Postgres
package import Referrals

/// What waits for somebody to look at it.
package struct Attention: Sendable, Hashable {
  /// Deliveries from elsewhere that were set aside.
  package let parked: Int
  /// Events that every attempt failed to deliver.
  package let exhausted: Int
  /// Events that wait because their endpoint is disabled.
  package let held: Int
  /// Endpoints that were disabled because they failed or said that they are gone.
  package let disabledEndpoints: Int
  /// Endpoints to which nothing has got through for a while, and that are still tried.
  package let failingEndpoints: Int
  /// Since when the first of them has been failing.
  package let failingSince: Timestamp?
  /// Reversals that have waited for a day for their conversion.
  package let waitingReversals: Int
  /// Reversals that were more than their conversion.
  package let refusedReversals: Int
  /// Sales and renewals of the last seven days that came with neither click, code nor customer: nobody can be credited.
  package let untraced: Int
  /// Conversions to be credited again, for a minute or longer.
  package let unsettled: Int

  /// No count goes further: whoever has as many needs no exact number.
  package static let most = 1000

  /// What there is of a program. Each count reads an index of exactly such rows, or stops at ``most``.
  package static func state(at now: Timestamp, program: Program.ID, in connection: Connection) async throws -> Attention
  {
    func count(_ rows: SQL) -> SQL {
      "(SELECT count(*) FROM (\(rows) LIMIT \(unsafe: "\(most)")) AS found)"
    }
    let row = try await connection.query(
      """
      SELECT
        \(count("SELECT FROM inbox_states WHERE program_id = \(program) AND status = 'parked'")) AS parked,
        \(count("SELECT FROM outbox_deliveries WHERE program_id = \(program) AND status = 'failed'")) AS exhausted,
        \(count("SELECT FROM outbox_deliveries WHERE program_id = \(program) AND status = 'held'")) AS held,
        (SELECT count(*) FROM endpoints WHERE program_id = \(program) AND deleted_at IS NULL
          AND disabled_reason IN ('gone', 'failing')) AS disabled,
        failing.endpoints AS failing, failing.since AS failing_since,
        \(count(
          """
          SELECT FROM reversals WHERE program_id = \(program) AND status = 'waiting'
            AND recorded_at < \(now - .days(1))
          """)) AS waiting,
        \(count("SELECT FROM reversals WHERE program_id = \(program) AND status = 'refused'")) AS refused,
        \(count(
          """
          SELECT FROM conversions WHERE program_id = \(program) AND occurred_at >= \(now - .days(7))
            AND type IN ('sale', 'renewal') AND click_id IS NULL AND link_id IS NULL AND person_id IS NULL
          """)) AS untraced,
        \(count(
          """
          SELECT FROM settlements_due WHERE program_id = \(program)
            AND (due_since < \(now - .minutes(1)) OR failures > 5)
          """)) AS unsettled
      FROM (
        SELECT count(*) AS endpoints, min(failing_since) AS since FROM endpoints
        WHERE program_id = \(program) AND deleted_at IS NULL AND disabled_at IS NULL AND failing_since IS NOT NULL
      ) AS failing
      """
    ).only
    return Attention(
      parked: try row.decode("parked"), exhausted: try row.decode("exhausted"), held: try row.decode("held"),
      disabledEndpoints: try row.decode("disabled"), failingEndpoints: try row.decode("failing"),
      failingSince: try row.decode("failing_since"), waitingReversals: try row.decode("waiting"),
      refusedReversals: try row.decode("refused"), untraced: try row.decode("untraced"),
      unsettled: try row.decode("unsettled"))
  }
}
