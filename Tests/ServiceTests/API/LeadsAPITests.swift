import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Leads that pages tell", .database)
struct LeadsAPITests {
  @Test func `a public key opens nothing else`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let key = try await shop.publicKey()
      var refused = 0
      for operation in service.document.operations where operation.key != nil && operation.path != "/v1/leads" {
        let target = operation.path.replacing("{", with: "").replacing("}", with: "")
        let answer = try await service.ask(
          operation.method, target, key: key, body: operation.body == nil ? nil : Array("{}".utf8))
        #expect(answer.status == 403 && answer.field == "Authorization", "\(operation.method) \(target)")
        refused += 1
      }
      #expect(refused > 40)
      let guest = try await Guest(service).post("/console/sign-in", ["key": key])
      #expect(guest.status == 403 && guest["set-cookie"] == nil)
    }
  }

  @Test func `no other key tells leads of pages`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      for key in [shop.key, service.adminKey] {
        #expect(try await service.lead(key, #"{"external_id":"signup-1"}"#).status == 403)
      }
      #expect(try await service.lead("rsp_" + String(repeating: "0", count: 32), "{}").status == 401)
      let key = try await shop.publicKey()
      let program = try #require(Program.ID(shop.id))
      let revoked = try await service.pool.withConnection {
        try await APIKeys.revoke(hint: String(key.suffix(4)), of: program, at: .now(), in: $0)
      }
      #expect(revoked == 1)
      #expect(try await service.lead(key, #"{"external_id":"signup-1"}"#).status == 401)
      #expect(try await shop.get("/v1/conversions").json["data"]?.elements.isEmpty == true)
    }
  }

  @Test func `a lead is a lead: nothing that moves money can be told, and no order's name be taken`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let key = try await shop.publicKey()
      for field in ["type", "amount", "currency", "discount", "occurred_at", "customer", "subscription"] {
        let answer = try await service.lead(key, #"{"external_id":"order-1","\#(field)":1}"#)
        #expect(answer.status == 422 && answer.field == field)
      }
      let ada = try await shop.advocate("ada")
      let click = try await Shop.Browser().follow(ada, service)
      let lead = #"{"external_id":"order-1","click_id":"\#(click)","email":"carol@people.example"}"#
      for _ in 1...2 {
        let answer = try await service.lead(key, lead)
        #expect(answer.status == 202 && answer.json["external_id"] == "order-1")
        #expect(answer.json.members.count == 1)
      }
      let kept = try await shop.get("/v1/conversions/script:order-1").json
      #expect(kept["type"] == "lead" && kept["amount"] == 0 && kept["currency"] == "EUR" && kept["source"] == "script")
      #expect(kept["click_id"]?.text == click)
      // The shop's own order of that name is news, and the lead's click is a touch of it.
      #expect(try await shop.tell("order-1", #","customer":{"email":"carol@people.example"}"#).status == 201)
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 10_000])
      #expect(try await shop.get("/v1/conversions").json["data"]?.elements.count == 2)
    }
  }

  @Test func `it speaks for nobody whom the program knew before, and does not tell who that is`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let key = try await shop.publicKey()
      let mallory = try await shop.advocate("mallory")
      #expect(
        try await shop.tell("order-1", #","customer":{"external_id":"c-7","email":"carol@people.example"}"#).status
          == 201)
      let click = try await Shop.Browser().follow(mallory, service)
      let known = try await service.lead(
        key, #"{"external_id":"a","click_id":"\#(click)","email":"Carol@People.example"}"#)
      let unknown = try await service.lead(
        key, #"{"external_id":"b","click_id":"\#(click)","email":"nobody@people.example"}"#)
      #expect(known.status == 202 && unknown.status == 202 && known.body.count == unknown.body.count)
      #expect(try await shop.get("/v1/conversions/script:a").json["customer_id"] == .null)
      #expect(try await shop.get("/v1/conversions/script:b").json["customer_id"] != .null)
      #expect(try await shop.tell("order-2", #","customer":{"external_id":"c-7"}"#).status == 201)
      #expect(try await shop.account(of: "order-2").credits.isEmpty)
    }
  }

  @Test func `a page of any origin may ask, and read what it is answered`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let key = try await shop.publicKey()
      let origin = ("Origin", "https://landing.example")
      let preflight = try await service.ask(
        "OPTIONS", "/v1/leads",
        fields: [
          origin, ("Access-Control-Request-Method", "POST"),
          ("Access-Control-Request-Headers", "authorization,content-type"),
        ])
      #expect(preflight.status == 204 && preflight["access-control-allow-origin"] == "*")
      #expect(preflight["access-control-allow-methods"] == "POST")
      #expect(preflight["access-control-allow-headers"] == "Authorization, Content-Type")
      #expect(preflight["access-control-allow-credentials"] == nil)
      for (body, status) in [(#"{"external_id":"a"}"#, 202), ("{}", 422), ("[", 400)] {
        let answer = try await service.lead(key, body)
        #expect(answer.status == status && answer["access-control-allow-origin"] == "*")
      }
      #expect(try await service.lead("rsp_nothing", "{}")["access-control-allow-origin"] == "*")
      // Nothing else is open to pages of other origins.
      let elsewhere = try await service.ask("GET", "/v1/conversions", key: shop.key, fields: [origin])
      #expect(elsewhere.status == 200 && elsewhere["access-control-allow-origin"] == nil)
    }
  }

  @Test func `too many from one address are refused until some time has passed, and others are not`() async throws {
    let proxies = try #require(TrustedProxies("127.0.0.1/32"))
    try await LiveService.run(configure: { $0.trustedProxies = proxies }) { service in
      let shop = try await Shop.open(service)
      let key = try await shop.publicKey()
      func tell(_ number: Int, from address: String) async throws -> HTTPAnswer {
        try await service.lead(key, #"{"external_id":"\#(number)"}"#, from: address)
      }
      service.clock.stop()
      // What makes no sense costs nothing.
      for _ in 1...25 { #expect(try await service.lead(key, "{}", from: "198.51.100.7").status == 422) }
      for number in 1...20 { #expect(try await tell(number, from: "198.51.100.7").status == 202) }
      let refused = try await tell(21, from: "198.51.100.7")
      #expect(refused.status == 429 && refused.json["type"] == "urn:resonance:problem:too_many_requests")
      let wait = try #require(refused["retry-after"].flatMap { Int($0) })
      #expect((1...3).contains(wait) && refused["access-control-allow-origin"] == "*")
      #expect(try await tell(21, from: "198.51.100.8").status == 202)
      // All addresses of one household's network are its.
      for number in 1...20 { #expect(try await tell(number, from: "2001:db8:1:\(number)::1").status == 202) }
      #expect(try await tell(22, from: "2001:db8:1:2:ffff::1").status == 429)
      #expect(try await tell(22, from: "2001:db8:2::1").status == 202)
      service.clock.advance(by: .seconds(wait))
      #expect(try await tell(23, from: "198.51.100.7").status == 202)
    }
  }

  @Test func `a throttle lets a burst through, then goes by its pace, for each by itself`() {
    let throttle = Throttle<String>(3, in: .seconds(30), capacity: 2)
    let start = Timestamp(seconds: 1_000_000)
    for _ in 1...3 { #expect(throttle.count("ada", at: start) == nil) }
    #expect(throttle.count("ada", at: start) == 10)
    #expect(throttle.count("ada", at: start + .seconds(4)) == 6)
    #expect(throttle.count("grace", at: start) == nil)
    #expect(throttle.count("ada", at: start + .seconds(10)) == nil)
    #expect(throttle.count("ada", at: start + .seconds(10)) == 10)
    // A clock that goes back makes nobody wait for longer than it has to.
    #expect(throttle.count("ada", at: start - .seconds(5)) == 25)
    // Whoever has been let go of makes room.
    #expect(throttle.count("edith", at: start + .seconds(3600)) == nil)
    for _ in 1...3 { #expect(throttle.count("ada", at: start + .seconds(3600)) == nil) }
    #expect(throttle.count("ada", at: start + .seconds(3600)) == 10)
  }

  @Test func `the script stays where it is, under two thousand bytes, for pages of any site`() async throws {
    try await LiveService.run { service in
      let answer = try await HTTPWire.ask("GET", "/js/resonance.js", port: service.port)
      #expect(answer.status == 200 && answer["content-type"] == "text/javascript; charset=utf-8")
      #expect(answer.body.count < 2000)
      #expect(answer["cross-origin-resource-policy"] == "cross-origin" && answer["access-control-allow-origin"] == "*")
      #expect(answer["cache-control"]?.contains("max-age=3600") == true && answer["set-cookie"] == nil)
      let tag = try #require(answer["etag"])
      let again = try await HTTPWire.ask(
        "GET", "/js/resonance.js", port: service.port, fields: [("If-None-Match", tag)])
      #expect(again.status == 304 && again.body.isEmpty)
    }
  }
}

extension Shop {
  /// A key for the shop's pages.
  func publicKey() async throws -> String {
    let key = APIKey.generated(for: .public)
    let program = try #require(Program.ID(id))
    try await service.pool.withConnection { connection in
      try await APIKeys.insert(
        key, program: program, role: .public, name: "landing pages", at: service.clock.now, in: connection)
    }
    return key.text
  }
}

extension LiveService {
  /// Tells a lead as a page does.
  fileprivate func lead(_ key: String, _ body: String, from address: String? = nil) async throws -> HTTPAnswer {
    try await ask(
      "POST", "/v1/leads", key: key, body: Array(body.utf8),
      fields: [("Origin", "https://landing.example")] + (address.map { [("X-Forwarded-For", $0)] } ?? []))
  }
}
