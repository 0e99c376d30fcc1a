import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("What shops tell becomes credit", .database)
struct ShopFlowTests {
  @Test func `a Shopify order is credited to the code it used, refunds and disputes take back`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, currency: "USD")
      let ada = try await shop.advocate("ada")
      #expect(try await shop.post("/v1/links", #"{"advocate_id":"\#(ada.id)","code":"ADA-5"}"#).status == 201)
      let shopify = try await ShopSystem.connected("shopify", to: shop)
      // The refund is faster than its order.
      try await shopify.deliver("refunds/create")
      #expect(try await shopify.verdict("refunds/create")["status"] == "waiting")
      try await shopify.deliver("orders/paid")
      try await shopify.deliver("orders/create", try shopify.fixture("orders/paid"), id: "another-subscription")
      #expect(try await shopify.verdict("orders/create")["status"] == "applied")
      try await service.eventually("the refund has met its order") {
        try await shopify.verdict("refunds/create")["status"] == "applied"
      }
      let account = try await shop.account(of: "shopify-5830297141503")
      let refunded = try #require(
        try await shop.get("/v1/conversions/shopify-5830297141503").json["reversed"]?.whole)
      #expect(refunded > 0 && account.credits == ["\(ada.id) direct": 40_994 - refunded])
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test func `what Shopify asks for on behalf of people is done: their data told, and forgotten, and the totals stay`()
    async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, currency: "USD")
      let shopify = try await ShopSystem.connected("shopify", to: shop)
      try await shopify.deliver("orders/paid")
      #expect(try await shopify.verdict("orders/paid")["status"] == "applied")
      let before = try await shop.get("/v1/reports/revenue?period=month").json["totals"]

      try await shopify.deliver("customers/data_request")
      #expect(try await shopify.verdict("customers/data_request")["status"] == "applied")
      let export = try #require(try await shop.get("/v1/exports").json["data"]?.elements.first?["document"])
      #expect(export["person"]?["email"] == "grace@example.com")
      #expect(export["conversions"]?.elements.map { $0["external_id"] } == ["shopify-5830297141503"])

      try await shopify.deliver("customers/redact")
      #expect(try await shopify.verdict("customers/redact")["status"] == "applied")
      #expect(try await shop.get("/v1/exports").json["data"]?.elements.isEmpty == true)
      let tables = ["people", "person_keys", "person_exports", "inbox", "inbox_states", "conversions"]
      for table in tables {
        let rows = try await service.pool.query("SELECT t::text AS row FROM \(identifier: table) t")
        for row in rows {
          let text = try row.decode("row", as: String.self)
          // A body is shown in hexadecimal.
          let body = "grace@example.com".utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
          #expect(!text.contains("grace@example.com") && !text.contains(body), "\(table)")
        }
      }
      #expect(try await shop.get("/v1/reports/revenue?period=month").json["totals"] == before)
      #expect(try await shop.account(of: "shopify-5830297141503").isBalanced)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test func `WooCommerce is greeted, and its orders and part refunds are taken`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let woo = try await ShopSystem.connected("woocommerce", to: shop)
      let greeting = try await HTTPWire.ask(
        "POST", "/hooks/\(woo.source)", port: service.port,
        fields: [("Content-Type", "application/x-www-form-urlencoded")], body: Array("webhook_id=7".utf8))
      #expect(greeting.status == 200)
      try await woo.deliver("order.created")
      #expect(try await woo.verdict("order.created")["status"] == "applied")
      try await woo.deliver("order.updated+part-refunded")
      #expect(try await woo.verdict("order.updated")["status"] == "applied")
      let found = try await shop.get("/v1/conversions?source=\(woo.source)").json["data"]?.elements ?? []
      let order = try #require(found.first { $0["type"] == "sale" }?["external_id"]?.text)
      #expect(order.hasPrefix(woo.key("")))
      let whole = try await shop.get("/v1/conversions/\(order)").json
      #expect((whole["reversed"]?.whole ?? 0) > 0 && (whole["net"]?.whole ?? 0) > 0)
    }
  }

  private func consent(of person: String, to shop: Shop) async throws {
    let told = try await shop.post(
      "/v1/people/\(person)/consents", #"{"purpose":"named_in_reports","given":true,"where":"form"}"#)
    #expect(told.status == 201)
  }

  @Test(arguments: [("standard", "webhook-"), ("standard", "svix-"), ("github", "")])
  func `our own events are taken from whoever can sign them`(provider: String, prefix: String) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      var system = try await ShopSystem.connected(provider, to: shop)
      system.prefix = prefix
      for name in ["conversion.reversed", "conversion.created", "person.updated", "share.created", "graph.edge_added"] {
        try await system.deliver(name)
      }
      #expect(try await system.verdict("conversion.created")["status"] == "applied")
      try await service.eventually("the reversal has met its conversion") {
        try await system.verdict("conversion.reversed")["status"] == "applied"
      }
      #expect(try await system.verdict("person.updated")["status"] == "applied")
      #expect(try await system.verdict("graph.edge_added")["status"] == "applied")
      // Whose post it is comes to be known later.
      #expect(try await system.verdict("share.created")["status"] == "waiting")
      let sharer = try await shop.advocate("customer-3")
      try await service.eventually("the share has met its advocate") {
        try await system.verdict("share.created")["status"] == "applied"
      }
      #expect(try await shop.get("/v1/shares").json["data"]?.elements.map { $0["source"]?.text } == [system.source])
      try await consent(of: "customer-3", to: shop)
      let shown = try #require(try await shop.get("/v1/shares?advocate_id=\(sharer.id)").json["data"]?.elements.first)
      #expect(shown["external_id"] == "post-31" && shown["url"] == "https://social.example/@ada/31")
      let followers = try await shop.get("/v1/graph/edges?of=customer-3").json
      #expect(followers["people"] == 1)
      #expect(followers["data"]?.elements.map { $0["external_id"]?.text } == ["customer-7"])
      let found = try await shop.get("/v1/conversions?source=\(system.source)").json["data"]?.elements ?? []
      let id = try #require(found.first?["external_id"]?.text)
      #expect(try await shop.account(of: id).isBalanced)
      #expect((try await shop.get("/v1/conversions/\(id)").json["reversed"]?.whole ?? 0) > 0)
    }
  }

  @Test func `the schemas of our own events are published, and each holds its sample`() async throws {
    try await LiveService.run { service in
      let list = try await service.ask("GET", "/schemas").json["data"]?.elements ?? []
      #expect(
        list.map { $0["type"]?.text } == [
          "conversion.created", "conversion.reversed", "person.updated", "share.created", "graph.edge_added",
        ])
      for entry in list {
        let type = try #require(entry["type"]?.text)
        let schema = try await service.ask("GET", "/schemas/\(type)").json
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        let sample = try #require(schema["examples"]?.elements.first)
        #expect(sample["type"]?.text == type)
        let (required, known) = (
          schema["properties"]?["data"]?["required"], schema["properties"]?["data"]?["properties"]
        )
        for name in try #require(required).elements.compactMap(\.text) { #expect(sample["data"]?[name] != nil) }
        for member in try #require(sample["data"]).members { #expect(known?[member.name] != nil, "\(member.name)") }
      }
      #expect(try await service.ask("GET", "/schemas/nothing").status == 404)
    }
  }
}
