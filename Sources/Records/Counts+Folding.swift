package import Postgres
package import Referrals

extension Counts {
  /// Brings the rows that a slice has in several slots together in the first one, so that a report reads a fraction of
  /// them: of slices before a time, at which hardly anybody counts any more. Whoever does so all the same makes a row
  /// anew, and the sums are the same at any moment.
  package static func fold(before time: Timestamp, program: Program.ID, in connection: Connection) async throws {
    try await fold(
      "revenue_counts", keys: ["slice", "currency"],
      sums: ["leads", "signups", "sales", "renewals", "gross", "discounts", "reversed"], before: time,
      program: program, in: connection)
    try await fold(
      "credit_counts", keys: ["run", "slice", "currency"], sums: ["direct", "exposure", "chain", "unattributed"],
      before: time, program: program, in: connection)
    try await fold(
      "program_click_counts", keys: ["slice"], sums: ["people", "repeats", "bots"], before: time, program: program,
      in: connection)
  }

  private static func fold(
    _ table: String, keys: [String], sums: [String], before time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws {
    let key = keys.joined(separator: ", ")
    let same = (keys + ["slot"]).map { "t.\($0) = h.\($0)" }.joined(separator: " AND ")
    let added = sums.map { "sum(\($0))::bigint" }.joined(separator: ", ")
    let update = sums.map { "\($0) = t.\($0) + excluded.\($0)" }.joined(separator: ", ")
    try await connection.execute(
      """
      WITH held AS MATERIALIZED (
        -- In the order in which everybody writes them.
        SELECT \(unsafe: key), slot FROM \(unsafe: table)
        WHERE program_id = \(program) AND slot > 0 AND slice < \(time) ORDER BY \(unsafe: key), slot FOR UPDATE
      ), gone AS (
        DELETE FROM \(unsafe: table) t USING held h WHERE t.program_id = \(program) AND \(unsafe: same) RETURNING t.*
      )
      INSERT INTO \(unsafe: table) AS t (program_id, \(unsafe: key), slot, \(unsafe: sums.joined(separator: ", ")))
      SELECT \(program)::uuid, \(unsafe: key), 0, \(unsafe: added) FROM gone
      GROUP BY \(unsafe: key) ORDER BY \(unsafe: key)
      ON CONFLICT (program_id, \(unsafe: key), slot) DO UPDATE SET \(unsafe: update)
      """)
  }
}
