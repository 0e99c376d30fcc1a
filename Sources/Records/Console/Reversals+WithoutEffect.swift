package import Postgres
package import Referrals

extension Reversals {
  /// Those that wait for their conversion, or were refused; newest first.
  package static func withoutEffect(
    limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Reversal] {
    try await connection.query(
      """
      SELECT * FROM reversals WHERE program_id = \(program) AND status IN ('waiting', 'refused')
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Reversal.init(row:))
  }
}
