import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Shares over the API", .database)
struct SharesAPITests {
  private func share(_ id: String?, by sharer: String, _ more: String = "") -> String {
    let name = id.map { #""external_id":"\#($0)","# } ?? ""
    return #"{\#(name)"advocate_external_id":"\#(sharer)","channel":"mastodon"\#(more)}"#
  }

  @Test func `a share is new once, and the same after that`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let first = try await shop.post(
        "/v1/shares",
        share(
          "post-1", by: "ada",
          #","content":"Spring","url":"https://social.example/1","occurred_at":"2026-01-05T00:00:00Z","consent":true"#))
      #expect(first.status == 201 && first.json["advocate_id"]?.text == ada.id && first.json["content"] == "Spring")
      let again = try await shop.post("/v1/shares", share("post-1", by: "ada", #","content":"Autumn""#))
      #expect(again.status == 200 && again.json == first.json)
      let byID = #"{"advocate_id":"\#(ada.id)","channel":"e-mail"}"#
      for _ in 0..<2 { #expect(try await shop.post("/v1/shares", byID).status == 201) }
      #expect(try await shop.get("/v1/shares").json["data"]?.elements.count == 3)
      #expect(try await shop.get("/v1/shares?channel=e-mail").json["data"]?.elements.count == 2)
      #expect(try await shop.get("/v1/shares?advocate_id=\(ada.id)").json["data"]?.elements == [first.json])
      let page = try await shop.get("/v1/shares?limit=2").json
      let rest = try await shop.get("/v1/shares?limit=2&cursor=\(page["next_cursor"]?.text ?? "")").json
      #expect(rest["data"]?.elements == [first.json] && rest["next_cursor"] == .null)
    }
  }

  @Test func `an advocate who did not agree is not named`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let told = try await shop.post(
        "/v1/shares", share("post-1", by: "ada", #","content":"Spring","url":"https://social.example/@ada""#))
      #expect(told.json["named"] == false && told.json["external_id"] == "post-1")
      for hidden in ["advocate_id", "content", "url"] { #expect(told.json[hidden] == .null) }
      #expect(try await shop.get("/v1/shares").json["data"]?.elements == [told.json])
      #expect(try await shop.get("/v1/shares?advocate_id=\(ada.id)").json["data"]?.elements == [])
      let consent = #"{"purpose":"named_in_reports","given":true}"#
      #expect(try await shop.post("/v1/people/ada/consents", consent).status == 201)
      #expect(try await shop.get("/v1/shares").json["data"]?.elements.first?["advocate_id"]?.text == ada.id)
    }
  }

  @Test func `what can't be a share is told by the field`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let other = try await Shop.open(service, name: "Other")
      let foreign = try await other.advocate("eve")
      for (body, field) in [
        (share("p", by: "nobody"), "advocate_external_id"), (share("p", by: "eve"), "advocate_external_id"),
        (#"{"advocate_id":"\#(foreign.id)","channel":"x"}"#, "advocate_id"), (#"{"channel":"x"}"#, "advocate_id"),
        (share("p", by: "ada", #","advocate_id":"\#(ada.id)""#), "advocate_external_id"),
        (share("p", by: "ada", #","url":"javascript:alert(1)""#), "url"),
        (share("p", by: "ada", #","occurred_at":"2999-01-01T00:00:00Z""#), "occurred_at"),
        (#"{"advocate_id":"\#(ada.id)"}"#, "channel"),
      ] {
        let answer = try await shop.post("/v1/shares", body)
        #expect(answer.status == 422 && answer.field == field, "\(body)")
      }
      #expect(try await service.pool.query("SELECT FROM shares").isEmpty)
    }
  }

  @Test func `lines by those who are no advocates are refused alone, or end it`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let lines = [
        share("post-1", by: "ada"), share("post-2", by: "nobody"), "?", share("post-1", by: "ada"),
        #"{"advocate_id":"\#(ada.id)","external_id":"post-3","channel":"x"}"#,
      ]
      let counts = try await shop.postLines("/v1/shares", lines)
      let refusals = ["2 advocate_external_id", "3 malformed_body"]
      #expect(counts == LineCounts(lines: 5, stored: 2, known: 1, refused: 2, refusals: refusals))
      let stopped = try await shop.postLines(
        "/v1/shares?on_error=stop",
        [share("post-4", by: "ada"), share("post-5", by: "nobody"), share("post-6", by: "ada"), "?"])
      #expect(
        stopped == LineCounts(lines: 2, stored: 1, refused: 1, refusals: ["2 advocate_external_id"], stoppedAt: 2))
      #expect(try await shop.get("/v1/shares").json["data"]?.elements.count == 3)
    }
  }

  @Test func `the same shares told by many at once are stored and told once`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      _ = try await shop.advocate("ada")
      _ = try await shop.hook("https://one.invalid/", ["share.created"])
      let lines = (0..<100).map { share("post-\($0)", by: "ada") }
      let stored = try await withThrowingTaskGroup(of: LineCounts.self) { group in
        for _ in 0..<5 { group.addTask { try await shop.postLines("/v1/shares", lines.shuffled()) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(stored.reduce(0) { $0 + ($1.stored ?? 0) } == 100)
      #expect(try await service.pool.query("SELECT FROM outbox WHERE type = 'share.created'").count == 100)
    }
  }
}
