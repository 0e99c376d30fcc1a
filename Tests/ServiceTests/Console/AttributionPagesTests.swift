import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The console's attribution", .database)
struct AttributionPagesTests {
  /// Grace's link was followed thirty days before a sale of 100.00, Ada's a day before.
  private func scene(_ service: LiveService) async throws -> (Shop, Shop.Sharer, Shop.Sharer) {
    let shop = try await Shop.open(service, attribution: #"{"model":"last_touch","window_days":60}"#)
    let (grace, ada) = (try await shop.advocate("grace"), try await shop.advocate("ada"))
    let browser = Shop.Browser()
    for (sharer, days) in [(grace, 29), (ada, 1)] {
      let click = try await browser.follow(sharer, service)
      _ = try await shop.tell(
        "lead-\(days)", type: "lead", amount: 0, #","click_id":"\#(click)","customer":{"external_id":"carol"}"#)
      service.clock.advance(by: .days(days))
    }
    _ = try await shop.tell("order", amount: 10_000, #","customer":{"external_id":"carol"}"#)
    return (shop, grace, ada)
  }

  @Test func `a preview says to the cent what the recount then does, and changes nothing`() async throws {
    try await LiveService.run { service in
      let (shop, grace, ada) = try await scene(service)
      #expect(try await shop.account(of: "order").credits == ["\(ada.id) direct": 10_000])
      let guest = try await Guest.signedIn(service, key: shop.key)
      guest.fields = [("Accept-Language", "en")]
      let before = try await service.contents()

      let preview = try await guest.get("/console/attribution/preview?model=linear").text
      #expect(preview.contains("On the latest conversion, since "))
      for part in [">grace</a>", "€100.00", "+€50.00", "-€50.00"] { #expect(preview.contains(part), "\(part)") }
      let file = try await guest.get("/console/attribution/preview.csv?table=advocates&currency=EUR&model=linear")
      #expect(file.text == "advocate,currency,now,then,change\r\ngrace,EUR,0,5000,5000\r\nada,EUR,10000,5000,-5000\r\n")
      #expect(preview.contains("preview.csv?table=advocates&amp;currency=EUR&amp;model=linear"))
      #expect(try await guest.get("/console/attribution/preview.csv?table=advocates&currency=JPY").status == 404)
      #expect(try await guest.get("/console/attribution/preview.csv?table=all&currency=EUR").status == 400)
      let narrow = try await guest.get("/console/attribution/preview?model=linear&window_days=7").text
      #expect(!narrow.contains(">grace</a>"), "her link was followed long before the window")
      #expect(narrow.contains("change nothing"))
      let page = try await guest.get("/console/attribution?model=first_touch")
      #expect(page.status == 200 && page.text.contains("+€100.00"))
      #expect(try await service.contents() == before)

      let begun = try await guest.submit(
        "/console/attribution/recount", from: "/console/attribution/preview?model=linear",
        ["model": "linear", "window_days": "60", "half_life_days": "7"])
      #expect(begun.status == 303)
      #expect(try await guest.get("/console/attribution").text.contains("Run 2 has begun"))
      #expect(try await !guest.get("/console/attribution").text.contains("Run 2 has begun"), "said once")
      try await service.eventually("the recount catches up") {
        try await shop.account(of: "order").credits == ["\(ada.id) direct": 5_000, "\(grace.id) direct": 5_000]
      }
      try await service.eventually("reports go by it") {
        let runs = try await guest.get("/console/attribution/runs.csv").text.split(separator: "\r\n")
        return runs.count == 3 && runs[1].hasPrefix("2,linear,60,7,current,")
          && runs[2].hasPrefix("1,last_touch,60,7,kept beside,")
      }
    }
  }

  @Test(arguments: [
    ("window_days=0", "window_days"), ("window_days=soon", "window_days must be a whole number"),
    ("half_life_days=nan", "half_life_days"), ("half_life_days=1e400", "half_life_days"), ("model=magic", "model"),
  ])
  func `a setting that makes no sense is named, and what was chosen stays`(query: String, words: String) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let page = try await guest.get("/console/attribution?\(query)")
      #expect(page.status == 422 && page.text.contains(words))
      #expect(try await guest.get("/console/attribution/preview?\(query)").status == 422)
      #expect(try await guest.submit("/console/attribution/recount", from: "/console/attribution", [:]).status == 303)
      let form = query.split(separator: "=")
      let posted = try await guest.submit(
        "/console/attribution/recount", from: "/console/attribution", [String(form[0]): String(form[1])])
      #expect(posted.status == 422)
    }
  }

  @Test func `a key that may only read sees a preview, and recounts nothing`() async throws {
    try await LiveService.run { service in
      let (shop, _, _) = try await scene(service)
      let key = APIKey.generated(for: .program)
      try await service.pool.withConnection { connection in
        try await APIKeys.insert(
          key, program: Program.ID(shop.id), role: .read, name: "reader", at: .now(), in: connection)
      }
      let guest = try await Guest.signedIn(service, key: key.text)
      let page = try await guest.get("/console/attribution")
      #expect(page.status == 200 && !page.text.contains("Recount by this"))
      let before = try await service.contents()
      let refused = try await guest.submit(
        "/console/attribution/recount", from: "/console/reports", ["model": "linear"])
      #expect(refused.status == 403 && refused.text.contains("operate"))
      let owner = try await Guest.signedIn(service, key: shop.key)
      let forged = try await owner.post(
        "/console/attribution/recount", ["model": "linear", "csrf": String(repeating: "0", count: 64)])
      #expect(forged.status == 403)
      var after = try await service.contents()
      after["console_sessions"] = before["console_sessions"]
      #expect(after == before)
    }
  }

  @Test func `every report is a page, and its CSV is what the API gives`() async throws {
    try await LiveService.run { service in
      let (shop, _, _) = try await scene(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      for report in Reports.all {
        let page = try await guest.get("/console/reports/\(report.name)")
        #expect(page.status == 200 && page.text.contains("<h1>\(report.title)</h1>"))
        let csv = try await guest.get("/console/reports/\(report.name)/csv?tz=UTC")
        #expect(csv.mediaType == "text/csv")
        #expect(csv.body == (try await shop.get("/v1/reports/\(report.name)?format=csv")).body, "\(report.name)")
      }
      #expect(try await guest.get("/console/reports/nonsense").status == 404)
      #expect(try await guest.get("/console/reports/revenue?from=2026-13-01").status == 400)
    }
  }
}
