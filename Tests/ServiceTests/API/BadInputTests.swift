import HTTPServer
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Bad input is refused, says where, and changes nothing", .database)
struct BadInputTests {
  /// A shop with something in every table, and another shop whose things are none of its business.
  private struct Scene {
    let shop: Shop
    /// What the words in braces stand for.
    let words: [(String, String)]

    init(_ service: LiveService) async throws {
      shop = try await Shop.open(service)
      let other = try await Shop.open(service, name: "Difference Engines")
      let ada = try await shop.advocate("ada")
      let foreign = try await other.advocate("ada")
      let browser = Shop.Browser()
      let click = try await browser.follow(ada, service)
      let foreignClick = try await browser.follow(foreign, service)
      let link = try await shop.post("/v1/links", #"{"advocate_id":"\#(ada.id)","code":"TEA-time"}"#)
      let foreignLink = try await other.post("/v1/links", #"{"advocate_id":"\#(foreign.id)","code":"Foreign-Tea"}"#)
      #expect(link.status == 201 && foreignLink.status == 201)
      #expect(try await shop.tell("order-1", #","click_id":"\#(click)""#).status == 201)
      #expect(try await shop.reverse("order-1", 1, as: "refund-1").status == 201)
      #expect(try await shop.void("refund-1", of: "order-1").status == 201)
      #expect(try await other.tell("foreign-order").status == 201)
      words = [
        ("{ada}", ada.id), ("{click}", click), ("{link}", try #require(link.json["id"]?.text)),
        ("{foreign ada}", foreign.id), ("{foreign click}", foreignClick),
        ("{foreign link}", try #require(foreignLink.json["id"]?.text)),
      ]
    }

    func filled(_ text: String) -> String { words.reduce(text) { $0.replacing($1.0, with: $1.1) } }

    /// Bodies that are no text have no words in braces.
    func filled(_ body: [UInt8]) -> [UInt8] {
      String(validating: body, as: UTF8.self).map { Array(filled($0).utf8) } ?? body
    }
  }

  private func expectRefused(_ cases: [BadInput.Case], _ service: LiveService, key: String, _ scene: Scene) async throws
  {
    let before = try await service.contents()
    for item in cases {
      let answer = try await service.ask(
        item.method, scene.filled(item.target), key: key, body: item.body.map(scene.filled))
      let what = "\(item.method) \(item.target.prefix(80)), \(item.what): \(answer.status) \(answer.text.prefix(300))"
      #expect(answer.status == item.status, "\(what)")
      #expect(answer.field == item.field, "\(what)")
      #expect((answer.json["detail"]?.text ?? "").count > 10, "\(what)")
      if let type = item.type { #expect(answer.json["type"]?.text == "urn:resonance:problem:\(type)", "\(what)") }
    }
    #expect(try await service.contents() == before)
  }

  @Test(arguments: BadInput.all) func `each mistake is told`(input: BadInput) async throws {
    try await LiveService.run { service in
      let scene = try await Scene(service)
      try await expectRefused(input.cases, service, key: scene.shop.key, scene)
    }
  }

  @Test func `mistakes in a program are told`() async throws {
    try await LiveService.run { service in
      try await expectRefused(BadInput.programs.cases, service, key: service.adminKey, try await Scene(service))
    }
  }

  @Test func `an absent, malformed, unknown or revoked key opens nothing, and each kind of key only its own doors`()
    async throws
  {
    try await LiveService.run { service in
      let scene = try await Scene(service)
      let revoked = try await Shop.open(service, name: "Gone")
      try await service.pool.execute(
        "UPDATE api_keys SET revoked_at = now() WHERE program_id = \(Program.ID(revoked.id))")
      let before = try await service.contents()
      let unknown = APIKey.generated(for: .program).text
      let headers: [(String?, Int)] = [
        (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401), ("Basic \(scene.shop.key)", 401),
        (scene.shop.key, 401), ("Bearer \(unknown)", 401), ("Bearer \(scene.shop.key)x", 401),
        ("Bearer \(scene.shop.key.dropLast())", 401), ("Bearer \(scene.shop.key) x", 401),
        ("Bearer \(revoked.key)", 401), ("Bearer ' OR 1=1 --", 401), ("Bearer \(service.adminKey)", 403),
      ]
      for operation in service.document.operations where operation.key == "program_key" {
        let target = operation.path.replacing("{id}", with: scene.filled("{ada}"))
          .replacing("{external_id}", with: "order-1").replacing("{name}", with: "revenue")
          .replacing("{model}", with: "hazard")
          .replacing("{reversal_external_id}", with: "refund-1")
        for (header, status) in operation.path == "/v1/conversions" ? headers : [headers[0], headers[6], headers[12]] {
          let answer = try await service.ask(
            operation.method, target, body: operation.body == nil ? nil : Array("{}".utf8),
            fields: header.map { [("Authorization", $0)] } ?? [])
          #expect(answer.status == status, "\(operation.method) \(target) with \(header ?? "no key")")
          #expect(answer.field == "Authorization")
          #expect((answer["www-authenticate"] == "Bearer") == (status == 401))
        }
      }
      for operation in service.document.operations where operation.key == "admin_key" {
        for (key, status) in [(scene.shop.key, 403), (unknown, 401), (APIKey.generated(for: .admin).text, 401)] {
          let answer = try await service.ask(
            operation.method, operation.path, key: key, body: operation.body == nil ? nil : Array("{}".utf8))
          #expect(answer.status == status, "\(operation.method) \(operation.path)")
        }
      }
      #expect(try await service.contents() == before)
    }
  }

  @Test func `the scheme of the key is read in any case`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let answer = try await service.ask("GET", "/v1/program", fields: [("Authorization", "bEARER \(shop.key)")])
      #expect(answer.status == 200)
    }
  }

  @Test func `a body over the limit is refused before it is read`() async throws {
    try await LiveService.run { service in
      let scene = try await Scene(service)
      let before = try await service.contents()
      let head =
        "POST /v1/conversions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(scene.shop.key)\r\nContent-Length: 99999999\r\n\r\n"
      let answer = try await onOwnThread {
        let wire = try HTTPWire(port: service.port)
        try wire.send(Array(head.utf8))
        return try wire.receive()
      }
      #expect(answer.status == 413 && answer["connection"] == "close")
      #expect(answer.json["type"]?.text == "urn:resonance:problem:body_too_large")
      #expect(service.document.violations("POST", "/v1/conversions", answer).isEmpty)

      // Without a length, it is over the limit as soon as it is.
      let chunk = "10000\r\n\(String(repeating: " ", count: 65_536))\r\n"
      let endless =
        head.replacing("Content-Length: 99999999", with: "Transfer-Encoding: chunked") + chunk + "1\r\n \r\n"
      let cut = try await onOwnThread {
        let wire = try HTTPWire(port: service.port)
        try wire.send(Array(endless.utf8))
        return try wire.receive()
      }
      #expect(cut.status == 413)
      #expect(service.document.violations("POST", "/v1/conversions", cut).isEmpty)
      #expect(try await service.contents() == before)
    }
  }

  @Test func `a body of exactly the limit is read`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let body = #"{"external_id":"order-1","type":"sale","amount":1,"currency":"EUR"}"#
      let padded = body + String(repeating: " ", count: 64 * 1024 - body.utf8.count)
      #expect(try await shop.post("/v1/conversions", padded).status == 201)
      #expect(try await shop.post("/v1/conversions", padded + " ").status == 413)
    }
  }

  @Test func `a request that ends early changes nothing`() async throws {
    try await LiveService.run { service in
      let scene = try await Scene(service)
      let before = try await service.contents()
      let body = Array(#"{"external_id":"order-9","type":"sale","amount":1,"currency":"EUR"}"#.utf8)
      let whole = HTTPWire.request(
        "POST", "/v1/conversions", fields: [("Authorization", "Bearer \(scene.shop.key)")], body: body)
      for missing in [1, body.count / 2, body.count, body.count + 2, whole.count - 10] {
        let answer = try await onOwnThread {
          let wire = try HTTPWire(port: service.port)
          try wire.send(Array(whole.dropLast(missing)))
          wire.finish()
          return try wire.receive()
        }
        #expect(answer.status == 400, "without the last \(missing) bytes")
        #expect(answer.mediaType == "application/problem+json")
      }
      #expect(try await service.contents() == before)
    }
  }

  @Test func `a number without a fraction is whole however it is written, and every script is text`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let told = try await shop.post(
        "/v1/conversions",
        #"{ "external_id" : "zamówienie №1 \ud83e\uded6", "type":"sale","amount":1e2,"currency":"eur","discount":5.0,"customer":{"external_id":"漢字"}}"#
      )
      #expect(told.status == 201)
      #expect(told.json["external_id"]?.text == "zamówienie №1 🫖")
      #expect(told.json["amount"]?.whole == 100 && told.json["discount"]?.whole == 5)
      #expect(told.json["currency"]?.text == "EUR")
      let read = try await shop.get("/v1/conversions/zam%C3%B3wienie%20%E2%84%961%20%F0%9F%AB%96")
      #expect(read.json["external_id"] == told.json["external_id"])
    }
  }
}
