import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("What endpoints are told of somebody who is erased", .database)
struct ForgettingTests {
  /// What is still to be sent, by type.
  private func told(_ service: LiveService) async throws -> [(type: String, body: String)] {
    try await service.pool.query("SELECT type, body FROM outbox ORDER BY id").map {
      (try $0.decode("type"), try $0.decode("body"))
    }
  }

  @Test func `name, e-mail and posts go, and that something happened stays`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      _ = try await shop.hook("https://x.example/", EventType.names)
      let ada = try await shop.advocate(
        json: #"{"external_id":"customer-17","email":"ada@people.example","name":"Ada Lovelace"}"#)
      let bob = try await shop.advocate(json: #"{"external_id":"customer-18","name":"Bob"}"#)
      for person in ["customer-17", "customer-18"] {
        let shared = try await shop.post(
          "/v1/shares",
          """
          {"advocate_external_id":"\(person)","external_id":"post-\(person)","channel":"mastodon","content":"Words of \(person)",
          "url":"https://social.example/\(person)","consent":true,"occurred_at":"\(service.clock.now)"}
          """)
        #expect(shared.status == 201, "\(shared.text)")
      }
      let before = try await told(service)
      #expect(try await service.ask("DELETE", "/v1/people/customer-17", key: shop.key).status == 204)
      let after = try await told(service)
      #expect(after.map(\.type) == before.map(\.type))
      for text in ["customer-17", "ada@people.example", "Lovelace"] {
        #expect(before.contains { $0.body.contains(text) })
        #expect(!after.contains { $0.body.contains(text) }, "\(text)")
      }
      for text in ["customer-18", "Bob", "Words of customer-18"] { #expect(after.contains { $0.body.contains(text) }) }
      let created = try #require(after.first { $0.type == "advocate.created" && !$0.body.contains("Bob") })
      let json = try JSON(parsing: Array(created.body.utf8))
      #expect(json["data"]?["id"]?.text == ada["id"]?.text && json["data"]?["email"] == .null)
      #expect(json["data"]?["link"]?["code"]?.text == ada["link"]?["code"]?.text)
      #expect(bob["id"] != ada["id"])
    }
  }

  @Test func `who joined and leaves is not told anew, but that they left is`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      _ = try await shop.hook("https://x.example/", EventType.names)
      _ = try await shop.advocate(json: #"{"external_id":"customer-7","email":"radia@people.example"}"#)
      let guest = Guest(service)
      let form = try await guest.get("/join/\(shop.id)")
      let joined = try await guest.post(
        "/join/\(shop.id)",
        [
          "name": "Radia Perlman", "email": "radia@people.example", "agreed": "yes", "named": "yes",
          "once": form.value(of: "once") ?? "", "rsn_click": "",
        ])
      let path = String(try #require(joined["location"]).prefix { $0 != "?" })
      func joins() async throws -> [JSON] {
        try await told(service).filter { $0.type == "advocate.joined" }.map {
          try JSON(parsing: Array($0.body.utf8))
        }
      }
      let before = try #require(try await joins().first?["data"])
      #expect(before["known_by_email"]?.elements == ["customer-7"])
      #expect(before["advocate"]?["typed_email"]?.text == "radia@people.example")
      let name = try #require(before["advocate"]?["external_id"]?.text)
      #expect(try await guest.post("\(path)/leave", ["sure": "yes"]).status == 200)
      let after = try #require(try await joins().first?["data"])
      #expect(after["known_by_email"]?.elements == [] && after["advocate"]?["typed_email"] == .null)
      #expect(after["advocate"]?["id"] == before["advocate"]?["id"] && after["advocate"]?["external_id"] == "erased")
      let naming = try await told(service).filter { $0.body.contains("Radia") || $0.body.contains(name) }
      #expect(naming.map(\.type) == ["advocate.left"])
    }
  }

  @Test func `who joined with the e-mail of somebody who is erased is still told of, without that one's id`()
    async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      _ = try await shop.hook("https://x.example/", EventType.names)
      _ = try await shop.advocate(json: #"{"external_id":"customer-7","email":"radia@people.example"}"#)
      let guest = Guest(service)
      let form = try await guest.get("/join/\(shop.id)")
      _ = try await guest.post(
        "/join/\(shop.id)",
        [
          "name": "Somebody", "email": "Radia@people.example", "agreed": "yes", "once": form.value(of: "once") ?? "",
          "rsn_click": "",
        ])
      let before = try await told(service)
      #expect(before.contains { $0.type == "advocate.joined" && $0.body.contains("customer-7") })
      #expect(try await service.ask("DELETE", "/v1/people/customer-7", key: shop.key).status == 204)
      let after = try await told(service)
      #expect(after.map(\.type) == before.map(\.type))
      #expect(!after.contains { $0.body.contains("customer-7") })
      #expect(after.contains { $0.type == "advocate.joined" && $0.body.contains("Somebody") })
    }
  }
}
