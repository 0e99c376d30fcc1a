package import Postgres
package import Referrals

extension Summaries {
  /// Counts shares, and who shared for the first time.
  package static func countShares(program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      WITH \(shares.replacement(
        by: """
          SELECT \(SQL.slice(of: "occurred_at")) AS slice, count(*) AS shares, count(*) FILTER (WHERE place = 1) AS new_sharers
          FROM (
            SELECT occurred_at, row_number() OVER (PARTITION BY advocate_id ORDER BY occurred_at, id) AS place
            FROM shares WHERE program_id = \(program)
          ) AS shared GROUP BY 1
          """, program: program))
      SELECT
      """)
  }

  private static let shares = SummaryTable(
    name: "share_counts", keys: ["slice"], values: ["shares", "new_sharers"])
}
