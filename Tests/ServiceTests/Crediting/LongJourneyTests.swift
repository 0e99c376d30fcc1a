import Attribution
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("A journey of ten thousand clicks", .database)
struct LongJourneyTests {
  private static let length = 10_000
  private static let amount: Int64 = 1_234_567

  /// A link, and whose it is.
  private struct Way {
    let link: Link.ID
    let advocate: Advocate.ID
  }

  /// Stores clicks of one browser, every other through the first of many links, spread over the 80 days before now; the
  /// last one.
  private func click(_ links: [Way], of program: Program.ID, at now: Timestamp, in pool: Pool) async throws -> Click.ID
  {
    let visitor = Visitor.ID.timeOrdered(at: now)
    let step = Duration.days(80) / Self.length
    let ids = (0..<Self.length).map { Click.ID.make(program: program, at: now - .minutes(1) - step * $0) }
    let through = ids.indices.map { links[$0 % 2 == 0 ? 0 : $0 % links.count] }
    for back in 0...3 {
      try await pool.query(
        "SELECT ensure_clicks_partition((\(now)::timestamptz - \(unsafe: "interval '\(back) month'"))::date)")
    }
    try await pool.execute(
      """
      INSERT INTO clicks (program_id, occurred_at, id, link_id, advocate_id, visitor_id, visitor_hash, outcome,
        address_prefix)
      SELECT \(program), c.at, c.id, c.link_id, c.advocate_id, \(visitor), \(visitor), 'person', '192.0.2.0/24'
      FROM unnest(\(ids.map(\.timestamp)), \(ids), \(through.map(\.link)), \(through.map(\.advocate)))
        AS c (at, id, link_id, advocate_id)
      """)
    return ids[0]
  }

  /// Something that each model that is fitted might have learnt.
  private func fits(_ program: Program.ID, _ advocates: [Advocate.ID], at now: Timestamp, in pool: Pool) async throws {
    var rates = HazardRates(shape: .usual, strata: 1, advocates: advocates.count)
    rates.base = [1e-5]
    for cause in [HazardCause.click, .exposure] {
      for cell in HazardShape.usual.cells(of: cause) { rates.kernel[cell] = 1e-5 }
    }
    rates.leads = rates.leads.map { _ in 1 }
    rates.strayVisits = [0.01, 0.01]
    rates.accompanied = rates.accompanied.map { _ in 0.1 }
    let hazard = try HazardFit(
      strata: HazardStrata(edges: []), rates: rates, purchases: 100, horizon: now.microseconds)
    let numbers: [(String, JSON)] = [
      ("hazard", hazard.numbers), ("markov", .object(["bound": 0])), ("shapley", .object([:] as KeyValuePairs)),
    ]
    for (model, numbers) in numbers {
      let text = JSONText(String(decoding: numbers.bytes, as: UTF8.self))
      _ = try await pool.withConnection { connection in
        try await Fits.store(
          model: model, at: now, conversions: 100, numbers: text,
          advocates: advocates.map { .init(advocate: $0, weight: 1) },
          program: program, in: connection)
      }
    }
  }

  @Test func `is settled in every model's run, told whole by the API, and shown in parts by the console`() async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: #"{"model":"linear","chain_share":0.2}"#)
      let program = try #require(Program.ID(shop.id))
      let now = service.clock.now
      let root = try await shop.advocate("root")
      for number in 0..<60 { _ = try await shop.advocate("a\(number)", recruitedBy: root) }
      let links = try await service.pool.query(
        "SELECT id, advocate_id FROM links WHERE advocate_id <> \(Advocate.ID(root.id)) ORDER BY id"
      ).map { Way(link: try $0.decode("id"), advocate: try $0.decode("advocate_id")) }
      try await fits(program, links.map(\.advocate), at: now, in: service.pool)
      for model in Models.names + FittedModels.all.map(\.name) where model != "linear" {
        var settings = AttributionSettings()
        settings.model = model
        settings.chainShare = 0.2
        let asked = settings
        _ = try await service.pool.transaction { connection in
          try await Runs.begin(asked, isLive: true, becomesCurrent: false, at: now, program: program, in: connection)
        }
      }
      let last = try await click(links, of: program, at: now, in: service.pool)

      let told = try await shop.tell(
        "order-1", amount: Self.amount, #","click_id":"\#(last)","customer":{"external_id":"cleo"}"#)
      #expect(told.status == 201)
      let runs = try await service.pool.query(
        """
        SELECT r.model, sum(l.amount)::bigint AS net, count(l.*) AS entries, min(l.amount) AS least
        FROM attribution_runs r JOIN ledger l ON l.program_id = r.program_id AND l.run = r.run
        GROUP BY 1 ORDER BY 1
        """)
      #expect(runs.count == 8)
      for run in runs {
        let model: String = try run.decode("model")
        #expect(try run.decode("net", as: Int64.self) == Self.amount && run.decode("least", as: Int64.self) >= 0)
        let entries: Int = try run.decode("entries")
        if ["linear", "markov", "shapley"].contains(model) { #expect(entries == 2 * Self.length, "\(model)") }
        if model == "hazard" { #expect(entries > 1_000) }
      }

      let account = try await shop.get("/v1/conversions/order-1?model=hazard").json
      #expect(account["journey"]?.elements.count == Self.length)
      let credits = try #require(account["credits"]?.elements)
      #expect(credits.contains { $0["reason"]?.text?.contains("a click on") == true })
      #expect(
        credits.reduce(0) { $0 + ($1["amount"]?.whole ?? 0) } + (account["unattributed"]?.whole ?? 0) == Self.amount)

      let guest = try await Guest.signedIn(service, key: shop.key)
      for model in ["linear", "hazard", "time_decay"] {
        let page = try await guest.get("/console/conversions/order-1?model=\(model)")
        #expect(page.status == 200 && page.body.count < 100_000, "\(model): \(page.body.count) bytes")
        #expect(page.text.contains("Touches 9,951 to 10,000 of 10,000") && page.text.contains("This sale"))
        #expect(!page.text.contains("Later touches"))
      }
      let page = try await guest.get("/console/conversions/order-1").text
      let earlier = try #require(page.firstMatch(of: /<a [^>]*href="([^"]*)" rel="prev">Earlier touches/)).1
      let before = try await guest.get(String(earlier).replacing("&amp;", with: "&"))
      #expect(before.text.contains("Touches 9,901 to 9,950 of 10,000") && before.text.contains("Later touches"))
      #expect(!before.text.contains("This sale"))
      let id = try #require(told.json["id"]?.text)
      let first = try await guest.get("/console/conversions/\(id)?touch=1").text
      #expect(first.contains("Touches 1 to 50 of 10,000") && !first.contains("Earlier touches"))
      #expect(try await guest.get("/console/conversions/\(id)?touch=999999999").text.contains("to 10,000 of 10,000"))
      let file = try await guest.get("/console/conversions/\(id)/ledger.csv?run=1").text
      #expect(file.count { $0 == "\r\n" || $0 == "\n" } == 2 * Self.length + 1)
    }
  }
}
