import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Conversions over HTTP", .database)
struct ConversionsAPITests {
  @Test func `a conversion is answered as it was told, and the same bytes again`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let click = try await Shop.Browser().follow(ada, service)
      let more =
        #","discount":500,"occurred_at":"2026-03-01T13:30:00.25+01:00","click_id":"\#(click)","code":"\#(ada.code)","customer":{"external_id":"carol","email":"Carol@X.example"}"#
      let first = try await shop.tell("order-1", more)
      #expect(first.status == 201)
      let expected: [(String, JSON)] = [
        ("external_id", "order-1"), ("type", "sale"), ("amount", 10_000), ("currency", "EUR"), ("discount", 500),
        ("occurred_at", "2026-03-01T12:30:00.25Z"), ("click_id", .string(click)), ("code", .string(ada.code)),
        ("source", "api"),
      ]
      for (name, value) in expected { #expect(first.json[name] == value, "\(name)") }
      #expect(try await shop.tell("order-1", more).body == first.body)
      // Whatever it says the second time: what was stored is what counts.
      let other = try await shop.tell("order-1", type: "renewal", amount: 1, currency: "JPY")
      #expect(other.status == 200 && other.body == first.body)
      let read = try await shop.get("/v1/conversions/order-1")
      for (name, value) in expected { #expect(read.json[name] == value, "\(name)") }
      service.clock.advance(by: .days(400))
      #expect(try await shop.tell("order-1", more).body == first.body)
    }
  }

  @Test func `a sale of an unknown customer without a touch is stored and unattributed`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      #expect(try await shop.tell("order-1", #","customer":{"external_id":"stranger"}"#).status == 201)
      let account = try await shop.account(of: "order-1")
      #expect(account.net == 10_000 && account.unattributed == 10_000 && account.credits.isEmpty)
      #expect(account.exclusions.isEmpty)
    }
  }

  @Test(arguments: [("JPY", 1_000), ("EUR", 1_000), ("KWD", 1_000)])
  func `amounts are minor units, whatever the currency's exponent, and are never added across`(
    currency: String, amount: Int64
  ) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      #expect(try await shop.tell("order-1", amount: amount, currency: currency).status == 201)
      #expect(try await shop.tell("order-2", amount: 7, currency: "USD").status == 201)
      #expect(try await shop.account(of: "order-1").net == amount)
      let totals = try await shop.get("/v1/reports/revenue?period=month").json["totals"]?.elements ?? []
      let gross = totals.reduce(into: [:]) { $0[$1["currency"]?.text ?? ""] = $1["gross"]?.whole }
      #expect(gross == [currency: amount, "USD": 7].merging(["EUR": 0]) { old, _ in old })
    }
  }

  @Test func `the same external id in two programs is two conversions`() async throws {
    try await LiveService.run { service in
      let (one, two) = (try await Shop.open(service), try await Shop.open(service, name: "Other"))
      #expect(try await one.tell("order-1", amount: 1).status == 201)
      #expect(try await two.tell("order-1", amount: 2).status == 201)
      #expect(try await one.account(of: "order-1").net == 1)
      #expect(try await two.account(of: "order-1").net == 2)
    }
  }

  @Test func `a code credits its advocate in any case, and never across programs`() async throws {
    try await LiveService.run { service in
      let (one, two) = (try await Shop.open(service), try await Shop.open(service, name: "Other"))
      let ada = try await one.advocate("ada")
      #expect(try await one.tell("order-1", #","code":"\#(ada.code.uppercased())""#).status == 201)
      #expect(try await two.tell("order-1", #","code":"\#(ada.code)""#).status == 201)
      #expect(try await one.account(of: "order-1").credits == ["\(ada.id) direct": 10_000])
      #expect(try await two.account(of: "order-1").unattributed == 10_000)
    }
  }

  @Test func `a lead keeps the first click, and a later click on another's link is a touch of the next sale`()
    async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: #"{"model":"first_touch"}"#)
      let (ada, grace) = (try await shop.advocate("ada"), try await shop.advocate("grace"))
      let browser = Shop.Browser()
      let click = try await browser.follow(ada, service)
      let carol = #","customer":{"external_id":"carol"}"#
      #expect(
        try await shop.tell("lead-1", type: "lead", amount: 0, #","click_id":"\#(click)"\#(carol)"#).status == 201)
      service.clock.advance(by: .days(1))
      #expect(try await shop.tell("order-1", carol).status == 201)
      _ = try await browser.follow(grace, service)
      service.clock.advance(by: .days(1))
      #expect(try await shop.tell("order-2", carol).status == 201)
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 10_000])
      let journey = try await shop.get("/v1/conversions/order-2").json["journey"]?.elements ?? []
      #expect(journey.map { $0["advocate_id"]?.text } == [ada.id, grace.id])
      #expect(journey.map { $0["credit"]?.whole } == [10_000, 0])
      #expect(journey.first?["touch_id"]?.text == click)
    }
  }

  @Test func `a sale with no lead before it makes one`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let carol = #","customer":{"external_id":"carol"}"#
      #expect(try await shop.tell("order-1", carol).status == 201)
      #expect(try await shop.tell("order-2", carol).status == 201)
      #expect(try await shop.tell("order-3").status == 201)
      let total = try await shop.get("/v1/reports/revenue").json["totals"]?.elements.first
      #expect(total?["leads"] == 1 && total?["sales"] == 3)
    }
  }

  @Test func `a sale that comes before its lead is credited within moments of the lead`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let carol = #","customer":{"external_id":"carol"}"#
      let click = try await Shop.Browser().follow(ada, service)
      #expect(try await shop.tell("order-1", carol).status == 201)
      #expect(try await shop.account(of: "order-1").unattributed == 10_000)
      #expect(
        try await shop.tell("lead-1", type: "lead", amount: 0, #","click_id":"\#(click)"\#(carol)"#).status == 201)
      try await service.eventually("the sale is credited") {
        try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 10_000]
      }
    }
  }

  @Test func `a sale that comes before its click is stored is credited within moments of the click`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let seen = try await Shop.Browser().follow(ada, service)
      // As if another instance still had it in its spill: the row is taken out and comes back later.
      let row = try await service.pool.query(
        "DELETE FROM clicks WHERE id = \(Click.ID(seen)) RETURNING clicks::text AS row")
      #expect(try await shop.tell("order-1", #","click_id":"\#(seen)""#).status == 201)
      #expect(try await shop.account(of: "order-1").unattributed == 10_000)
      let text = try row[0].decode("row", as: String.self)
      try await service.pool.execute("INSERT INTO clicks SELECT (\(text)::clicks).*")
      try await service.eventually("the sale is credited") {
        try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 10_000]
      }
    }
  }

  @Test(arguments: [
    #"{"external_id":"ada"}"#, #"{"email":"ada@people.example"}"#,
    #"{"external_id":"x","email":"ADA+shop@People.example"}"#,
  ])
  func `who buys through an own link earns nothing, and is told why`(customer: String) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let (ada, grace) = (try await shop.advocate("ada"), try await shop.advocate("grace"))
      let browser = Shop.Browser()
      _ = try await browser.follow(grace, service)
      service.clock.advance(by: .seconds(1))
      let click = try await browser.follow(ada, service)
      #expect(try await shop.tell("order-1", #","click_id":"\#(click)","customer":\#(customer)"#).status == 201)
      let account = try await shop.account(of: "order-1")
      #expect(account.credits == ["\(grace.id) direct": 10_000])
      #expect(account.exclusions == [nil, "self_referral"])
    }
  }

  @Test func `a paused advocate's link redirects and earns nothing, says why, and earns again when resumed`()
    async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let paused = try await shop.patch("/v1/advocates/\(ada.id)", #"{"status":"paused"}"#)
      #expect(paused.status == 200 && paused.json["status"] == "paused")
      #expect(try await shop.patch("/v1/advocates/\(ada.id)", #"{"status":"paused"}"#).body == paused.body)
      service.clock.advance(by: .seconds(60))
      let click = try await Shop.Browser().follow(ada, service)
      #expect(try await shop.tell("order-1", #","click_id":"\#(click)""#).status == 201)
      let account = try await shop.account(of: "order-1")
      #expect(account.unattributed == 10_000 && account.exclusions == ["paused"])
      service.clock.advance(by: .seconds(60))
      #expect(try await shop.patch("/v1/advocates/\(ada.id)", #"{"status":"active"}"#).json["status"] == "active")
      service.clock.advance(by: .seconds(60))
      let later = try await Shop.Browser("Chrome/140").follow(ada, service)
      #expect(try await shop.tell("order-2", #","click_id":"\#(later)""#).status == 201)
      #expect(try await shop.account(of: "order-2").credits == ["\(ada.id) direct": 10_000])
    }
  }

  @Test func `a recruiter is the one of the first time, for ever`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let (ada, grace) = (try await shop.advocate("ada"), try await shop.advocate("grace"))
      let alan = try await shop.advocate("alan", recruitedBy: ada)
      let again = try await shop.post(
        "/v1/advocates", #"{"external_id":"alan","name":"Alan","recruited_by":"\#(grace.id)"}"#)
      #expect(again.status == 200)
      #expect(again.json["recruited_by"]?.text == ada.id && again.json["name"] == "Alan")
      // Ada was there first: that Alan brought her in comes too late, and no circle closes.
      let circle = try await shop.post("/v1/advocates", #"{"external_id":"ada","recruited_by":"\#(alan.id)"}"#)
      #expect(circle.status == 200 && circle.json["recruited_by"] == .null)
    }
  }
}
