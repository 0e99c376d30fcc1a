import Records
import Referrals
import TestSupport
import Testing

@Suite("The advocates report", .database)
struct AdvocatesReportTests {
  @Test func `most total comes first, each currency for itself, and totals are the revenue report's net`() async throws
  {
    let world = try await World()
    let ada = try await world.advocate("ada", name: "Ada")
    let grace = try await world.advocate("grace")
    try await world.click(grace, at: "2026-03-01T10:00:00Z", times: 2)
    try await world.convert(
      "order-1", 10_000, at: "2026-03-02T10:00:00Z",
      parts: [.init(advocate: ada, amount: 3000), .init(advocate: grace, kind: .chain, amount: 4000)])
    try await world.convert(
      "order-2", 5000, at: "2026-03-03T10:00:00Z",
      parts: [.init(advocate: ada, amount: 2000), .init(advocate: ada, kind: .exposure, amount: 500)])
    try await world.convert("order-3", 800, "JPY", at: "2026-03-03T10:00:00Z", parts: [.init(advocate: ada, amount: 8)])

    let result = try await world.report(Reports.advocates)
    #expect(
      result.lines(
        "external_id", "name", "currency", "clicks", "conversions", "direct", "exposure", "chain", "unattributed",
        "total")
        == [
          "ada Ada EUR 0 2 5000 500 0 - 5500", "grace - EUR 2 1 0 0 4000 - 4000", "ada Ada JPY - 1 8 0 0 - 8",
        ])
    #expect(result.lines("advocate_id") == ["\(ada)", "\(grace)", "\(ada)"])
    #expect(
      result.lines(
        "advocate_id", "currency", "clicks", "conversions", "direct", "exposure", "chain", "unattributed", "total",
        of: result.totals)
        == ["- EUR 2 - 5000 500 4000 5500 15000", "- JPY - - 8 0 0 792 800"])
    let revenue = try await world.report(Reports.revenue)
    #expect(
      revenue.lines("currency", "net", of: revenue.totals) == result.lines("currency", "total", of: result.totals))
  }

  @Test func `a limit shortens the rows of each currency and leaves the totals`() async throws {
    let world = try await World()
    for index in 1...5 {
      let advocate = try await world.advocate("advocate-\(index)")
      let amount = Int64(index * 100)
      for currency in ["EUR", "JPY"] {
        try await world.convert(
          "order-\(currency)-\(index)", amount, currency, at: "2026-03-02T10:00:00Z",
          parts: [.init(advocate: advocate, amount: amount)])
      }
    }
    let result = try await world.report(Reports.advocates, limit: 2)
    #expect(
      result.lines("external_id", "currency", "total")
        == ["advocate-5 EUR 500", "advocate-4 EUR 400", "advocate-5 JPY 500", "advocate-4 JPY 400"])
    #expect(result.lines("currency", "direct", "total", of: result.totals) == ["EUR 1500 1500", "JPY 1500 1500"])
  }

  @Test func `whose credit was all taken back is not listed`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let sale = try await world.convert(
      "order-1", 100, at: "2026-03-02T10:00:00Z", parts: [.init(advocate: ada, amount: 100)])
    try await world.refund(sale, 100, leaving: 0)
    let result = try await world.report(Reports.advocates)
    #expect(result.rows.isEmpty)
    #expect(result.lines("currency", "direct", "unattributed", "total", of: result.totals) == ["EUR 0 0 0"])
  }
}
