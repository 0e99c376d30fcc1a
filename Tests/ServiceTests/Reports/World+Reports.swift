import Postgres
import Records
import Referrals

@testable import Service

extension World {
  /// Works everything out, and reads a report.
  func report(
    _ report: Records.Report, from: String = "2026-01-01", to: String = "2026-06-15", zone: String = "UTC",
    at time: Timestamp? = nil
  ) async throws -> ReportResult {
    let moment = time ?? now
    try await Summarizing.refresh(program.id, at: moment, waits: false, in: pool)
    let query = try ReportQuery(
      program: program.id, from: Day(from)!, to: Day(to)!, zone: ReportZone(zone)!, run: 1, now: moment)
    return try await pool.withConnection { try await report.result(of: query, in: $0) }
  }

  /// Somebody comes by a link at a time, and buys for so much some days later.
  @discardableResult
  func visit(
    _ link: Link, at time: String, by visitor: Visitor.ID = .timeOrdered(at: .earliest), buying amount: Int64? = nil,
    after wait: Duration = .zero, as customer: String? = nil, currency: String = "USD"
  ) async throws -> Click.ID {
    let start = Timestamp(time)!
    let id = try await click(link, at: start, by: visitor)
    if let amount, let customer {
      try await tell(
        "order-\(customer)", .sale, amount, at: start + wait, click: id, customer: customer, currency: currency)
    }
    return id
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
