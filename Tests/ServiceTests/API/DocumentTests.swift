import HTTPServer
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("The OpenAPI document is true", .database)
struct DocumentTests {
  @Test func `it has every route, and every route is in it`() async throws {
    try await LiveService.run { service in
      let described = service.document.operations.map { "\($0.method) \($0.path)" }
      #expect(described.sorted() == service.routes.map { $0.replacing("...}", with: "}") }.sorted())
      #expect(described.contains("GET /r/{code}") && described.contains("GET /openapi.json"))
      for operation in service.document.operations {
        let target = operation.path.replacing("{", with: "").replacing("}", with: "")
        let answer = try await service.ask(
          operation.method, target, body: operation.body == nil ? nil : Array("{}".utf8))
        #expect(operation.key == nil ? answer.status < 500 : answer.status == 401, "\(operation.method) \(target)")
        #expect(try await service.ask("PUT", target).status == 405, "PUT \(target)")
      }
    }
  }

  @Test func `it is OpenAPI 3.1`() async throws {
    try await LiveService.run { service in
      let document = service.document
      #expect(document.json["openapi"] == "3.1.0")
      for name in ["title", "version"] { #expect(document.json["info"]?[name]?.text?.isEmpty == false) }
      #expect(document.json["servers"]?.elements.first?["url"]?.text == service.origin)
      let check = SchemaCheck(root: document.json)
      for reference in references(in: document.json) { #expect(check.resolve(reference) != nil, "\(reference)") }
      let schemes = (document.json["components"]?["securitySchemes"]?.members ?? []).map(\.name)
      var ids: Set<String> = []
      for operation in document.operations {
        let place: Comment = "\(operation.method) \(operation.path)"
        let isNew = ids.insert(operation.description["operationId"]?.text ?? "").inserted
        #expect(isNew, place)
        #expect(operation.description["summary"]?.text?.isEmpty == false, place)
        let inPath = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
        let declared = operation.parameters(in: "path")
        #expect(Set(inPath.map(String.init)) == Set(declared.compactMap { $0["name"]?.text }), place)
        #expect(declared.allSatisfy { $0["required"] == true && $0["schema"] != nil }, place)
        let query = operation.parameters(in: "query")
        #expect(query.allSatisfy { $0["required"] == false && $0["schema"] != nil }, place)
        #expect(Set(query.map { $0["name"]?.text }).count == query.count, place)
        if let key = operation.key { #expect(schemes.contains(key), place) }
        let responses = operation.description["responses"]?.members ?? []
        #expect(responses.contains { $0.name.hasPrefix("2") || $0.name == "302" }, place)
        #expect(responses.allSatisfy { $0.value["description"]?.text?.isEmpty == false }, place)
        for schema in schemas(in: operation.description) { expectSound(schema, place) }
      }
    }
  }

  private func references(in json: JSON) -> [JSON] {
    json.members.flatMap { $0.name == "$ref" ? [$0.value] : references(in: $0.value) }
      + json.elements.flatMap(references)
  }

  private func schemas(in json: JSON) -> [JSON] {
    json.members.flatMap { $0.name == "schema" ? [$0.value] : schemas(in: $0.value) } + json.elements.flatMap(schemas)
  }

  /// Of an object what is required is described, and so on down.
  private func expectSound(_ schema: JSON, _ place: Comment) {
    let properties = schema["properties"]?.members ?? []
    for name in schema["required"]?.elements ?? [] {
      #expect(properties.contains { .string($0.name) == name }, place)
    }
    #expect(Set(properties.map(\.name)).count == properties.count, place)
    for property in properties { expectSound(property.value, place) }
    if let items = schema["items"] { expectSound(items, place) }
  }

  @Test func `every body is taken as described, and refused as described`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let link = try #require(try await shop.get("/v1/links").json["data"]?.elements.first?["id"]?.text)
      let source = try await StripeAccount.connected(to: shop).source
      let pageKey = try await shop.publicKey()
      #expect(try await shop.tell("order-1", amount: 1_000_000).status == 201)
      let endpoint = try await shop.hook("https://x.example/").id
      let other = try await shop.hook("https://x.example/").id
      for operation in service.document.operations {
        // What providers send has their shape.
        guard let schema = operation.body, !operation.path.hasPrefix("/hooks/") else { continue }
        var made = SampleBody(advocate: ada.id)
        // One endpoint is disabled by the patch.
        let ids = ["links": link, "sources": source, "replay": other, "endpoints": endpoint]
        let id = operation.path.split(separator: "/").reversed().lazy.compactMap { ids[String($0)] }.first ?? ada.id
        let target = operation.path.replacing("{id}", with: id)
          .replacing("{external_id}", with: "order-1").replacing("{reversal_external_id}", with: "refund-1")
        let keys = ["admin_key": service.adminKey, "public_key": pageKey]
        let key = operation.key.flatMap { keys[$0] } ?? shop.key
        func send(_ body: JSON) async throws -> HTTPAnswer {
          try await service.ask(operation.method, target, key: key, body: body.bytes)
        }
        for onlyRequired in [true, false] {
          let body = made.value(of: schema, named: "", onlyRequired: onlyRequired)
          let answer = try await send(body)
          #expect((200...299).contains(answer.status), "\(target) \(body) \(answer.text)")
        }
        for fault in SampleBody.faults(of: schema) {
          let body = fault.applied(to: made.value(of: schema, named: "", onlyRequired: false))
          let answer = try await send(body)
          #expect(answer.status == 422, "\(target): \(fault.path) \(fault.what): \(answer.text)")
          #expect(answer.field == fault.path, "\(target): \(fault.path) \(fault.what): \(answer.text)")
        }
      }
    }
  }
}
