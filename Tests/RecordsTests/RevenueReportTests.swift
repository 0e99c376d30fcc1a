import Postgres
import Records
import Referrals
import TestSupport
import Testing

@Suite("The revenue report", .database)
struct RevenueReportTests {
  @Test func `direct, exposure, chain and unattributed are the net of every row`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let grace = try await world.advocate("grace")
    try await world.convert(
      "order-1", 10_000, at: "2026-03-02T10:00:00Z", discount: 500,
      parts: [.init(advocate: ada, amount: 5000), .init(advocate: grace, kind: .chain, amount: 1000)])
    try await world.convert(
      "order-2", 999, at: "2026-03-02T11:00:00Z", type: .renewal,
      parts: [.init(advocate: ada, kind: .exposure, amount: 333)])
    try await world.convert("lead-1", 0, at: "2026-03-03T11:00:00Z", type: .lead)
    try await world.convert("signup-1", 0, at: "2026-03-03T12:00:00Z", type: .signup)

    let result = try await world.report(Reports.revenue)
    #expect(
      result.lines(
        "period", "currency", "leads", "signups", "sales", "renewals", "gross", "discounts", "reversed", "net")
        == ["2026-03-02 EUR 0 0 1 1 10999 500 0 10999", "2026-03-03 EUR 1 1 0 0 0 0 0 0"])
    #expect(
      result.lines("direct", "exposure", "chain", "unattributed", "net")
        == ["5000 333 1000 4666 10999", "0 0 0 0 0"])
    #expect(
      result.lines("period", "currency", "gross", "net", "direct", "unattributed", of: result.totals)
        == ["- EUR 10999 10999 5000 4666"])
  }

  @Test func `a refund takes from the day of its sale, whenever it comes`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let sale = try await world.convert(
      "order-1", 10_000, at: "2026-03-02T10:00:00Z", parts: [.init(advocate: ada, amount: 10_000)])
    try await world.refund(sale, 4000, leaving: 6000, parts: [.init(advocate: ada, amount: 6000)])
    let result = try await world.report(Reports.revenue)
    #expect(
      result.lines("period", "sales", "gross", "reversed", "net", "direct", "unattributed")
        == ["2026-03-02 1 10000 4000 6000 6000 0"])
    #expect(try await world.report(Reports.revenue, from: "2026-04-01", to: "2026-05-30").rows.isEmpty)
  }

  @Test func `currencies have rows and totals of their own, the program's first`() async throws {
    let world = try await World(currency: "USD")
    let ada = try await world.advocate("ada")
    try await world.convert("order-1", 10_000, "EUR", at: "2026-03-02T10:00:00Z")
    try await world.convert(
      "order-2", 500, "JPY", at: "2026-03-02T10:00:00Z", parts: [.init(advocate: ada, amount: 250)])
    try await world.convert("order-3", 1, "USD", at: "2026-03-02T10:00:00Z")
    try await world.convert("order-4", 7, "JPY", at: "2026-03-03T10:00:00Z")
    let result = try await world.report(Reports.revenue)
    #expect(
      result.lines("period", "currency", "net", "direct")
        == ["2026-03-02 USD 1 0", "2026-03-02 EUR 10000 0", "2026-03-02 JPY 500 250", "2026-03-03 JPY 7 0"])
    #expect(result.lines("currency", "net", of: result.totals) == ["USD 1", "EUR 10000", "JPY 507"])
  }

  @Test func `clicks stand once, in a row of the program's currency, which is made for them`() async throws {
    let world = try await World(currency: "USD")
    let ada = try await world.advocate("ada")
    try await world.click(ada, at: "2026-03-02T10:00:00Z", times: 3)
    try await world.convert("order-1", 10_000, "EUR", at: "2026-03-02T10:00:00Z")
    let result = try await world.report(Reports.revenue)
    #expect(
      result.lines("period", "currency", "clicks", "sales", "net")
        == ["2026-03-02 USD 3 0 0", "2026-03-02 EUR - 1 10000"])
    #expect(result.lines("currency", "clicks", "net", of: result.totals) == ["USD 3 0", "EUR - 10000"])
  }

  @Test(arguments: [(false, 5), (true, 12)])
  func `bots count nowhere, or everywhere; repeats never do`(bots: Bool, clicks: Int) async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let grace = try await world.advocate("grace")
    try await world.click(ada, at: "2026-03-02T10:00:00Z", times: 3)
    try await world.click(ada, at: "2026-03-02T10:01:00Z", outcome: "repeat", times: 9)
    try await world.click(ada, at: "2026-03-02T10:20:00Z", outcome: "bot", times: 4)
    try await world.click(grace, at: "2026-03-04T10:00:00Z", outcome: "preview", times: 2)
    try await world.click(grace, at: "2026-03-05T10:00:00Z", outcome: "head")
    try await world.click(grace, at: "2026-03-05T10:00:00Z", times: 2)
    let revenue = try await world.report(Reports.revenue, bots: bots)
    let advocates = try await world.report(Reports.advocates, bots: bots)
    #expect(revenue.lines("clicks", of: revenue.totals) == ["\(clicks)"])
    #expect(advocates.lines("clicks", of: advocates.totals) == ["\(clicks)"])
    #expect(revenue.lines("clicks").compactMap { Int($0) }.reduce(0, +) == clicks)
    #expect(advocates.lines("clicks").compactMap { Int($0) }.reduce(0, +) == clicks)
    #expect(revenue.rows.count == (bots ? 3 : 2))
  }

  @Test(arguments: [
    // Berlin's 29 March 2026 has 23 hours, its 25 October has 25.
    ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z"),
    ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z"),
    ("Asia/Kolkata", "2026-03-02", "2026-03-01T18:30:00Z", "2026-03-02T18:29:59Z"),
    ("Asia/Kathmandu", "2026-03-02", "2026-03-01T18:15:00Z", "2026-03-02T18:14:59Z"),
    ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z"),
    ("UTC", "2026-03-02", "2026-03-02T00:00:00Z", "2026-03-02T23:59:59Z"),
  ])
  func `a day is the reader's, daylight saving included`(zone: String, day: String, first: String, last: String)
    async throws
  {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let (before, after) = (Timestamp(first)! - .seconds(1), Timestamp(last)! + .seconds(1))
    for (index, time) in [first, last, "\(before)", "\(after)"].enumerated() {
      try await world.convert("order-\(index)", [1, 10, 100, 1000][index], at: time)
      try await world.click(ada, at: time)
    }
    let only = try await world.report(Reports.revenue, from: day, to: day, zone: zone)
    #expect(only.lines("period", "net", "clicks") == ["\(day) 11 2"])
    #expect(only.lines("net", "clicks", of: only.totals) == ["11 2"])
    let (yesterday, tomorrow) = (Day(day)!.advanced(by: -1), Day(day)!.advanced(by: 1))
    let all = try await world.report(Reports.revenue, from: "\(yesterday)", to: "\(tomorrow)", zone: zone)
    #expect(
      all.lines("period", "net", "clicks") == ["\(yesterday) 100 1", "\(day) 11 2", "\(tomorrow) 1000 1"])
    let ranking = try await world.report(Reports.advocates, from: day, to: day, zone: zone)
    #expect(ranking.lines("external_id", "clicks") == ["ada 2"])
    #expect(ranking.lines("total", of: ranking.totals) == ["11"])
  }

  @Test func `weeks begin on Monday and months on the first, cut short at the edges of what is asked for`() async throws
  {
    let world = try await World()
    for (index, day) in ["02", "08", "09", "20", "31"].enumerated() {
      try await world.convert("order-\(index)", [1, 10, 100, 1000, 10_000][index], at: "2026-03-\(day)T12:00:00Z")
    }
    try await world.convert("order-9", 100_000, at: "2026-04-01T12:00:00Z")
    let weeks = try await world.report(Reports.revenue, from: "2026-03-04", to: "2026-04-01", period: .week)
    #expect(
      weeks.lines("period", "net") == ["2026-03-04 10", "2026-03-09 100", "2026-03-16 1000", "2026-03-30 110000"])
    let months = try await world.report(Reports.revenue, from: "2026-02-10", to: "2026-04-01", period: .month)
    #expect(months.lines("period", "net") == ["2026-03-01 11111", "2026-04-01 100000"])
  }

  @Test func `a program in which nothing happened has no rows, and a total of nothing`() async throws {
    let world = try await World()
    for report in Reports.all {
      let result = try await world.report(report)
      #expect(result.rows.isEmpty)
      #expect(report.name == "funnel" ? result.totals.isEmpty : result.lines("currency", of: result.totals) == ["EUR"])
      guard ["revenue", "advocates"].contains(report.name) else { continue }
      #expect(result.lines("clicks", "unattributed", of: result.totals) == ["0 0"])
    }
  }

  @Test func `another program's numbers are not seen`() async throws {
    let world = try await World()
    let other = try await World("Difference Engines")
    let ada = try await other.advocate("ada")
    try await other.click(ada, at: "2026-03-02T10:00:00Z")
    try await other.convert("order-1", 10_000, at: "2026-03-02T10:00:00Z", parts: [.init(advocate: ada, amount: 1)])
    for report in Reports.all {
      #expect(try await world.report(report).rows.isEmpty)
      if !report.isSummary { #expect(try await other.report(report).rows.count == 1) }
    }
  }

  @Test func `credits are those of the run that is asked for, revenue is the same in all`() async throws {
    let world = try await World()
    let program = world.program.id
    let ada = try await world.advocate("ada")
    try await world.convert("order-1", 100, at: "2026-03-02T10:00:00Z", parts: [.init(advocate: ada, amount: 60)])
    var attribution = world.program.attribution
    attribution.model = "linear"
    let linear = attribution
    let second = try await world.pool.transaction { connection in
      try await Runs.begin(
        linear, isLive: true, becomesCurrent: false, at: world.program.createdAt, program: program, in: connection)
    }
    let result = try await world.report(Reports.revenue, run: second)
    #expect(result.lines("net", "direct", "unattributed") == ["100 0 0"])
    let choices: [(run: Int?, model: String?, chosen: Int?)] = [
      (nil, nil, 1), (2, nil, 2), (nil, "linear", 2), (1, "time_decay", 1), (1, "linear", nil), (nil, "markov", nil),
    ]
    for choice in choices {
      let chosen = try await world.pool.withConnection { connection in
        try await Runs.choose(run: choice.run, model: choice.model, program: program, in: connection)
      }
      #expect(chosen?.run == choice.chosen)
    }
  }
}
