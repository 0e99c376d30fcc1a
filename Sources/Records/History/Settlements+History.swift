package import Postgres
package import Referrals

extension Settlements {
  /// Marks whatever happened from a moment on, for what was imported can change its credit. What that changes is not told
  /// to endpoints.
  package static func markHistory(
    since start: Timestamp, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await mark(
      """
      SELECT program_id, id, \(Ledger.Cause.history.rawValue), \(time)::timestamptz FROM conversions
      WHERE program_id = \(program) AND occurred_at >= \(start) ORDER BY id
      """, in: connection)
  }

  /// How many of a program's conversions are due by now.
  package static func count(at time: Timestamp, program: Program.ID, in connection: Connection) async throws -> Int {
    try await connection.query(
      "SELECT count(*) AS due FROM settlements_due WHERE program_id = \(program) AND due_since <= \(time)"
    ).only.decode("due")
  }
}
