package import Postgres
package import Referrals

extension Summaries {
  /// Fewer clicks and conversions are worked out while somebody waits.
  private static let few = 100_000

  /// Whether a program's summaries are there, or can be worked out while somebody waits. Otherwise it is remembered that
  /// they are asked for, so that a worker sets about it.
  package static func isSoonThere(
    _ program: Program.ID, askedAt now: Timestamp, in connection: Connection
  ) async throws -> Bool {
    if try await state(of: program, in: connection) != nil { return true }
    let isSmall = try await connection.query(
      """
      SELECT coalesce(sum(people + repeats + bots), 0) < \(few) AS is_small FROM program_click_counts
      WHERE program_id = \(program)
      """
    ).only.decode("is_small", as: Bool.self)
    if !isSmall { try await noteReading(at: now, program: program, in: connection) }
    return isSmall
  }
}
