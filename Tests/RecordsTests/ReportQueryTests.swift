import Records
import Referrals
import Testing

@Suite("What may be asked of a report")
struct ReportQueryTests {
  private func query(
    from: String?, to: String?, zone: String = "UTC", limit: Int = 100
  ) throws(ReportQuery.Issue) -> ReportQuery {
    try ReportQuery(
      program: Program.ID(high: 1, low: 1), from: from.map { Day($0)! }, to: to.map { Day($0)! },
      zone: ReportZone(zone)!, run: 1, limit: limit, now: Timestamp("2026-03-28T23:30:00Z")!)
  }

  @Test(
    arguments: [
      (nil, nil, "UTC", "2026-02-27", "2026-03-28"), (nil, nil, "Europe/Berlin", "2026-02-28", "2026-03-29"),
      ("2026-03-01", nil, "UTC", "2026-03-01", "2026-03-28"), (nil, "2026-01-30", "UTC", "2026-01-01", "2026-01-30"),
      ("2026-05-01", nil, "UTC", "2026-05-01", "2026-05-01"), (nil, "1970-01-02", "UTC", "1970-01-01", "1970-01-02"),
    ] as [(String?, String?, String, String, String)])
  func `days that are not given end today in the reader's zone, and are thirty`(
    from: String?, to: String?, zone: String, first: String, last: String
  ) throws {
    let query = try query(from: from, to: to, zone: zone)
    #expect("\(query.from)" == first)
    #expect("\(query.to)" == last)
  }

  @Test(arguments: [
    ("2026-03-02", "2026-03-01", 100, "from"), ("2010-01-01", "2026-03-01", 100, "from"),
    ("2026-03-01", "2026-03-01", 0, "limit"), ("2026-03-01", "2026-03-01", 10_001, "limit"),
  ])
  func `days in the wrong order, too many days and a limit out of range are refused`(
    from: String, to: String, limit: Int, field: String
  ) throws {
    let issue = #expect(throws: ReportQuery.Issue.self) { try query(from: from, to: to, limit: limit) }
    #expect(issue?.field == field)
  }

  @Test func `reports are found by name, and their columns have names of their own`() {
    for report in Reports.all {
      #expect(Reports.named(report.name)?.title == report.title)
      #expect(Set(report.columns.map(\.name)).count == report.columns.count)
    }
    #expect(Reports.named("nonsense") == nil)
  }
}
