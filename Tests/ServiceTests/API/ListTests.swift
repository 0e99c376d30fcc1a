import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Lists and tenants", .database)
struct ListTests {
  /// Every id of a list, page by page; between the pages something may happen.
  private func ids(
    _ shop: Shop, _ path: String, limit: Int, between: () async throws -> Void = {}
  ) async throws -> [String] {
    var ids: [String] = []
    var cursor = ""
    while true {
      let page = try await shop.get("\(path)\(path.contains("?") ? "&" : "?")limit=\(limit)\(cursor)")
      #expect(page.status == 200)
      let data = page.json["data"]?.elements ?? []
      #expect(data.count <= limit)
      ids += data.compactMap { $0["id"]?.text }
      guard let next = page.json["next_cursor"]?.text else { return ids }
      #expect(data.count == limit)
      cursor = "&cursor=\(next)"
      try await between()
    }
  }

  @Test func `pages are newest first, without gap or repeat, also while rows are added`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      var told: [String] = []
      for number in 1...23 {
        told.append(try #require(try await shop.tell("order-\(number)").json["id"]?.text))
      }
      for limit in [1, 5, 23, 24] {
        #expect(try await ids(shop, "/v1/conversions", limit: limit) == told.reversed(), "pages of \(limit)")
      }
      var added = 23
      let during = try await ids(shop, "/v1/conversions", limit: 4) {
        for _ in 0..<3 {
          added += 1
          let answer = try await shop.tell("order-\(added)")
          #expect(answer.status == 201)
        }
      }
      #expect(during == told.reversed())
      #expect(try await ids(shop, "/v1/conversions?source=api", limit: 500).count == added)
      #expect(try await ids(shop, "/v1/conversions?source=demo", limit: 500).isEmpty)
    }
  }

  @Test func `advocates, links and clicks are listed in pages too`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      var advocates: [String] = []
      var clicks: [String] = []
      for number in 1...7 {
        let sharer = try await shop.advocate("advocate-\(number)")
        advocates.append(sharer.id)
        clicks.append(try await Shop.Browser("Firefox/\(number)").follow(sharer, service))
      }
      #expect(try await ids(shop, "/v1/advocates", limit: 3) == advocates.reversed())
      #expect(try await ids(shop, "/v1/links", limit: 2).count == 7)
      #expect(try await ids(shop, "/v1/links?advocate_id=\(advocates[2])", limit: 2).count == 1)
      #expect(try await ids(shop, "/v1/clicks", limit: 2) == clicks.reversed())
      #expect(try await ids(shop, "/v1/clicks?outcome=person", limit: 500).count == 7)
      #expect(try await ids(shop, "/v1/clicks?outcome=bot", limit: 500).isEmpty)
      let link = try #require(try await shop.get("/v1/clicks").json["data"]?.elements.last?["link_id"]?.text)
      #expect(try await ids(shop, "/v1/clicks?link_id=\(link)", limit: 1) == [clicks[0]])
    }
  }

  @Test func `a program's key sees that program alone`() async throws {
    try await LiveService.run { service in
      let (one, two) = (try await Shop.open(service), try await Shop.open(service, name: "Other"))
      let ada = try await one.advocate("ada")
      let click = try await Shop.Browser().follow(ada, service)
      #expect(try await one.tell("order-1", #","click_id":"\#(click)""#).status == 201)
      #expect(try await one.reverse("order-1", 100, as: "refund-1").status == 201)
      let before = try await service.contents()
      for list in ["/v1/advocates", "/v1/links", "/v1/clicks", "/v1/conversions", "/v1/conversions/order-1/reversals"] {
        #expect(try await two.get(list).json["data"] == .array([]), "\(list)")
      }
      let link = try #require(try await one.get("/v1/links").json["data"]?.elements.first?["id"]?.text)
      for list in ["/v1/links?advocate_id=\(ada.id)", "/v1/clicks?link_id=\(link)", "/v1/clicks?cursor=\(click)"] {
        #expect(try await two.get(list).json["data"] == .array([]), "\(list)")
      }
      #expect(try await two.get("/v1/conversions/order-1").status == 404)
      for report in ["revenue", "advocates"] {
        let total = try await two.get("/v1/reports/\(report)").json["totals"]?.elements.first
        #expect(total?["clicks"] == 0 && total?["direct"] == 0, "\(report)")
      }
      #expect(try await one.get("/v1/program").json["id"]?.text == one.id)
      #expect(try await two.get("/v1/program").json["id"]?.text == two.id)
      #expect(try await two.get("/v1/runs").json["data"]?.elements.count == 1)
      #expect(try await service.contents() == before)

      // A reversal may come before its conversion, so this one is stored: in the other program, where it takes nothing.
      #expect(try await two.reverse("order-1", 9_900, as: "refund-1").status == 201)
      #expect(try await two.void("refund-1", of: "order-1").status == 201)
      #expect(try await one.account(of: "order-1").net == 9_900)
    }
  }

  @Test func `programs are listed for the admin, without their keys`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let list = try await service.ask("GET", "/v1/programs", key: service.adminKey)
      #expect(list.json["data"]?.elements.map { $0["id"]?.text } == [shop.id])
      #expect(!list.text.contains("api_key") && !list.text.contains(shop.key))
    }
  }

  @Test func `a link can be disabled, enabled and led elsewhere, at once`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let made = try await shop.post(
        "/v1/links",
        #"{"advocate_id":"\#(ada.id)","code":"Tea/Zeit","destination":"http://tea.example","campaign":"May"}"#)
      let id = try #require(made.json["id"]?.text)
      #expect(made.json["url"]?.text == "\(service.origin)/r/Tea/Zeit")
      func visit() async throws -> HTTPAnswer { try await service.ask("GET", "/r/tea/ZEIT") }
      #expect(try await visit()["location"]?.hasPrefix("http://tea.example/?rsn_click=") == true)
      #expect(try await shop.patch("/v1/links/\(id)", #"{"disabled":true}"#).json["disabled_at"] != .null)
      #expect(try await visit().status == 410)
      let enabled = try await shop.patch("/v1/links/\(id)", #"{"disabled":false,"destination":null}"#)
      #expect(enabled.json["disabled_at"] == .null && enabled.json["destination"] == .null)
      #expect(enabled.json["campaign"] == "May")
      #expect(try await visit()["location"]?.hasPrefix("https://shop.example/welcome?lang=en&rsn_click=") == true)
      #expect(try await shop.patch("/v1/links/\(id)", #"{"expires_at":"2020-01-01T00:00:00Z"}"#).status == 200)
      #expect(try await visit().status == 410)
      #expect(try await shop.patch("/v1/links/\(id)", #"{"expires_at":null}"#).json["expires_at"] == .null)
      #expect(try await visit().status == 302)
      #expect(try await service.ask("GET", "/r/nowhere").status == 404)
    }
  }

  @Test func `a recount by another model becomes current, and both can be read`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let (ada, grace) = (try await shop.advocate("ada"), try await shop.advocate("grace"))
      let browser = Shop.Browser()
      _ = try await browser.follow(ada, service)
      service.clock.advance(by: .seconds(5))
      let click = try await browser.follow(grace, service)
      #expect(try await shop.tell("order-1", #","click_id":"\#(click)""#).status == 201)
      let begun = try await shop.post("/v1/runs", #"{"model":"first_touch"}"#)
      #expect(begun.status == 202 && begun.json["run"] == 2 && begun.json["model"] == "first_touch")
      try await service.eventually("the run is current") {
        try await shop.get("/v1/runs").json["data"]?.elements.first?["current"] == true
      }
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 10_000])
      for older in ["run=1", "model=linear"] {
        let account = Account(try await shop.get("/v1/conversions/order-1?\(older)").json)
        #expect(account.credits == ["\(ada.id) direct": 5_000, "\(grace.id) direct": 5_000], "\(older)")
      }
      let rows = try await shop.get("/v1/reports/advocates?model=linear").json["rows"]?.elements ?? []
      #expect(Set(rows.map { $0["total"]?.whole }) == [5_000])
      #expect(try await shop.get("/v1/program").json["attribution"]?["model"] == "first_touch")
    }
  }
}
