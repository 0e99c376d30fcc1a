import Postgres
import Records
import Referrals
import TestSupport
import Testing

@Suite("The amplification report", .database)
struct AmplificationReportTests {
  @Test func `talk among people stands beside what people say to the company`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let grace = try await world.advocate("grace")
    try await world.share(ada, at: "2026-03-02T10:00:00Z")
    try await world.share(ada, at: "2026-03-03T10:00:00Z")
    try await world.share(grace, at: "2026-03-03T10:00:00Z")
    try await world.click(ada, at: "2026-03-03T11:00:00Z", times: 5)
    try await world.click(ada, at: "2026-03-03T11:00:00Z", outcome: "bot", times: 7)
    let sale = try await world.convert(
      "order-1", 10_000, at: "2026-03-03T12:00:00Z", parts: [.init(advocate: ada, amount: 5000)])
    try await world.refund(sale, 4000, leaving: 6000, parts: [.init(advocate: ada, amount: 3000)])
    try await world.convert("order-2", 7, "JPY", at: "2026-03-03T12:00:00Z")
    try await world.convert("lead-1", 0, at: "2026-03-04T12:00:00Z", type: .lead)
    let program = world.program.id
    // Grace is one whom Ada brought in, on the program's first day.
    let shape = Summaries.TreeShape(trees: 1, advocates: 2, depth: 1, virality: 1, cycleDays: 0)
    try await world.pool.transaction { connection in
      try await Summaries.countShares(program: program, in: connection)
      try await Summaries.countGenerations(of: [ada, grace], [0, 1], shape, program: program, in: connection)
      try await Summaries.finish(
        at: Timestamp("2026-03-31T12:00:00Z")!, took: .milliseconds(3), program: program, in: connection)
    }
    let result = try await world.report(Reports.amplification, from: "2026-01-01")
    #expect(
      result.lines(
        "period", "currency", "shares", "new_sharers", "clicks", "clicks_per_share", "brought_in", "leads", "sales",
        "net", "credited") == [
          "2026-01-01 EUR 0 0 0 - 1 0 0 0 0", "2026-03-02 EUR 1 1 0 0.00 0 0 0 0 0",
          "2026-03-03 EUR 2 1 5 2.50 0 0 1 6000 3000", "2026-03-03 JPY - - - - - 0 1 7 0",
          "2026-03-04 EUR 0 0 0 - 0 1 0 0 0",
        ])
    #expect(
      result.lines("currency", "shares", "clicks", "clicks_per_share", "net", "credited", of: result.totals)
        == ["EUR 3 5 1.67 6000 3000", "JPY - - - 7 0"])
    #expect(result.asOf == Timestamp("2026-03-31T12:00:00Z"))
    let months = try await world.report(Reports.amplification, from: "2026-01-01", period: .month, bots: true)
    #expect(
      months.lines("period", "currency", "shares", "clicks")
        == ["2026-01-01 EUR 0 0", "2026-03-01 EUR 3 12", "2026-03-01 JPY - -"])
  }
}
