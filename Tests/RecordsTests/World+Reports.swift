import Postgres
import Records
import Referrals

extension World {
  /// What a report says of these days.
  func report(
    _ report: Report, from: String = "2026-03-01", to: String = "2026-03-31", zone: String = "UTC",
    period: ReportPeriod.Kind = .day, bots: Bool = false, limit: Int = 100, run: Runs.Entry? = nil
  ) async throws -> ReportResult {
    let query = try ReportQuery(
      program: program.id, from: Day(from)!, to: Day(to)!, zone: ReportZone(zone)!, run: (run ?? self.run).run,
      period: period, includesBots: bots, limit: limit, now: Timestamp("2026-03-31T12:00:00Z")!)
    return try await pool.withConnection { try await report.result(of: query, in: $0) }
  }
}

extension ReportResult {
  /// Rows as text: chosen columns with spaces between them, nothing as `-`.
  func lines(_ columns: String..., of rows: [[ReportValue]]? = nil) -> [String] {
    let places = columns.map { place(of: $0)! }
    return (rows ?? self.rows).map { row in
      places.map { place in
        switch row[place] {
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let digits): digits
        case .null: "-"
        }
      }.joined(separator: " ")
    }
  }
}
