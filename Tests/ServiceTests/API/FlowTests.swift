import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("From a link to revenue", .database)
struct FlowTests {
  @Test
  func `somebody follows Grace's link, becomes a lead, buys, gets part back, and the report says whose doing it was`()
    async throws
  {
    try await LiveService.run { service in
      // A company makes its program. A fifth of every credit passes up to whoever brought the advocate in.
      let shop = try await Shop.open(service, attribution: #"{"model":"last_touch","chain_share":0.2}"#)
      let ada = try await shop.advocate("ada")
      let grace = try await shop.advocate("grace", recruitedBy: ada)

      // Carol follows Grace's link and lands in the shop; her browser keeps the cookie, so that doing it again counts once.
      let landing = try await service.ask("GET", grace.link, fields: [("User-Agent", "Mozilla/5.0 Firefox/140.0")])
      #expect(landing.status == 302)
      let click = try #require(landing.click)
      #expect(landing["location"] == "https://shop.example/welcome?lang=en&rsn_click=\(click)#top")
      let cookie = try #require(landing["set-cookie"]?.prefix { $0 != ";" })
      let again = try await service.ask(
        "GET", grace.link, fields: [("User-Agent", "Mozilla/5.0 Firefox/140.0"), ("Cookie", String(cookie))])
      #expect(again.click == click)

      // She signs up for the newsletter; the shop passes on the click id of her landing page.
      let lead = try await shop.tell(
        "lead-1", type: "lead", amount: 0, #","click_id":"\#(click)","customer":{"external_id":"carol"}"#)
      #expect(lead.status == 201)

      // She buys for 99.99, and the shop tells it by her customer number alone. Told twice, it counts once.
      let sale = try await shop.tell("order-1", amount: 9_999, #","customer":{"external_id":"carol"}"#)
      let repeated = try await shop.tell("order-1", amount: 9_999, #","customer":{"external_id":"carol"}"#)
      #expect(sale.status == 201 && repeated.status == 200)
      #expect(sale.body == repeated.body)

      // Grace keeps four fifths, Ada who brought her in gets one: to the cent.
      let credited = try await shop.account(of: "order-1")
      #expect(credited.net == 9_999 && credited.unattributed == 0)
      #expect(credited.credits == ["\(grace.id) direct": 7_999, "\(ada.id) chain": 2_000])

      // A third of it comes back.
      #expect(try await shop.reverse("order-1", 3_333, as: "refund-1").status == 201)
      let left = try await shop.account(of: "order-1")
      #expect(left.net == 6_666)
      #expect(left.credits == ["\(grace.id) direct": 5_333, "\(ada.id) chain": 1_333])

      // The reports say the same, as JSON and as CSV.
      let revenue = try await shop.get("/v1/reports/revenue?period=month")
      let total = try #require(revenue.json["totals"]?.elements.first)
      let expected: [(String, Int64)] = [
        ("clicks", 1), ("leads", 1), ("sales", 1), ("gross", 9_999), ("reversed", 3_333), ("net", 6_666),
        ("direct", 5_333), ("chain", 1_333), ("unattributed", 0),
      ]
      for (column, value) in expected { #expect(total[column]?.whole == value, "\(column)") }
      try await expectSameInCSV(revenue, try await shop.get("/v1/reports/revenue?period=month&format=csv"))
      let advocates = try await shop.get("/v1/reports/advocates")
      let totals = (advocates.json["rows"]?.elements ?? []).map { [$0["external_id"]?.text: $0["total"]?.whole] }
      #expect(totals == [["grace": 5_333], ["ada": 1_333]])
      try await expectSameInCSV(advocates, try await shop.get("/v1/reports/advocates?format=csv"))

      // So do those that are worked out in passes, each at its first asking.
      for report in Reports.all where report.isSummary {
        let answer = try await shop.get("/v1/reports/\(report.name)")
        #expect(answer.status == 200 && answer.json["as_of"]?.text != nil, "\(report.name)")
        try await expectSameInCSV(answer, try await shop.get("/v1/reports/\(report.name)?format=csv"))
      }
      let lag = try #require(try await shop.get("/v1/reports/lag").json["totals"]?.elements.first)
      #expect(lag["people"]?.whole == 1 && lag["customers"]?.whole == 1 && lag["net"]?.whole == 6_666)
      let chain = try #require(try await shop.get("/v1/reports/chain").json["rows"]?.elements)
      #expect(chain.map { $0["total"]?.whole } == [1_333, 5_333])

      // The ledger nets to the cent, and every balance is what it was made of.
      let ledger = try await service.pool.query(
        "SELECT sum(amount)::bigint AS net, count(*) AS entries FROM ledger WHERE run = 1")[0]
      #expect(try ledger.decode("net") == 6_666)
      #expect(try ledger.decode("entries") == 4)
      let audit = try await Audit.run(at: .now(), in: service.pool)
      #expect(audit.isBalanced)
    }
  }

  /// Holds a report as CSV against the same as JSON, cell by cell.
  private func expectSameInCSV(_ json: HTTPAnswer, _ csv: HTTPAnswer) async throws {
    #expect(csv.status == 200 && csv.mediaType == "text/csv")
    let lines = csv.text.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let names = (json.json["columns"]?.elements ?? []).compactMap { $0["name"]?.text }
    #expect(lines.first?.map(String.init) == names)
    let rows = (json.json["rows"]?.elements ?? []).map { row in
      names.map { name in
        switch row[name] {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        default: ""
        }
      }
    }
    let decimals = (json.json["columns"]?.elements ?? []).map { ["number", "share"].contains($0["kind"]?.text) }
    let cells = lines.dropFirst().map { line in
      zip(line, decimals).map { cell, isDecimal in
        // JSON reads 1.50 as the number it is.
        isDecimal ? Double(cell).map { String($0) } ?? "" : String(cell)
      }
    }
    #expect(cells == rows.map { zip($0, decimals).map { $1 ? Double($0).map { String($0) } ?? "" : $0 } })
  }
}
