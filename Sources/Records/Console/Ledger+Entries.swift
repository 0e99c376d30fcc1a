package import Postgres
package import Referrals

extension Ledger {
  /// An entry, as it was written down.
  package struct Entry: Sendable, Hashable {
    /// When.
    package let recordedAt: Timestamp
    /// What made it.
    package let cause: Cause
    /// To whom and for what.
    package let account: Account
    /// How much, in minor units; below zero where something was taken back.
    package let amount: Int64
  }

  /// Every entry of a conversion in a run, oldest first.
  package static func entries(
    of conversion: Conversion.ID, run: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT * FROM ledger WHERE program_id = \(program) AND run = \(run) AND conversion_id = \(conversion)
      ORDER BY recorded_at, touch_id NULLS LAST, hop, id
      """
    ).map { row in
      Entry(
        recordedAt: try row.decode("recorded_at"), cause: try row.decode("cause"),
        account: Account(
          kind: try row.decode("kind"), hop: Int(try row.decode("hop", as: Int16.self)),
          advocate: try row.decode("advocate_id"), touch: try row.decode("touch_id")),
        amount: try row.decode("amount"))
    }
  }
}
