import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Endpoints over HTTP", .database)
struct EndpointsAPITests {
  @Test func `an endpoint is made, read, listed, changed and deleted; its secret is shown once`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let made = try await shop.post(
        "/v1/endpoints",
        #"{"url":"https://x.example/hook?a=b","events":["link.created","credit.changed"],"description":"CRM"}"#)
      #expect(made.status == 201 && made.json["secret"]?.text?.hasPrefix("whsec_") == true)
      let target = "/v1/endpoints/\(try #require(made.json["id"]?.text))"
      let read = try await shop.get(target)
      #expect(read.json["secret"] == nil && read.json["url"] == "https://x.example/hook?a=b")
      #expect(read.json["events"] == ["link.created", "credit.changed"])
      #expect(try await shop.get("/v1/endpoints").json["data"]?.elements == [read.json])
      let changed = try await shop.patch(
        target, #"{"url":"https://y.example/","events":["click.recorded"],"description":null}"#)
      #expect(changed.json["url"] == "https://y.example/" && changed.json["description"] == .null)
      #expect(changed.json["events"] == ["click.recorded"])
      #expect(try await shop.patch(target, "{}").json == changed.json)
      let disabled = try await shop.patch(target, #"{"disabled":true}"#)
      #expect(disabled.json["disabled_reason"] == "asked")
      #expect(try await shop.patch(target, #"{"disabled":true}"#).json == disabled.json)
      #expect(try await shop.delete(target).status == 204)
      for answer in [
        try await shop.get(target), try await shop.delete(target), try await shop.patch(target, "{}"),
        try await shop.order(target + "/test"), try await shop.order(target + "/rotate"),
        try await shop.post(target + "/replay", #"{"since":"2026-01-01T00:00:00Z"}"#),
      ] {
        #expect(answer.status == 404 && answer.field == "id")
      }
      #expect(try await shop.get("/v1/endpoints").json["data"]?.elements == [])
    }
  }

  @Test func `what was sent to an endpoint can be read after it was deleted, and nothing more is sent`() async throws {
    try await Receiver.run(answer: { _, before in Response(before == 0 ? .ok : .internalServerError) }) { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url())
        for number in 1...2 {
          _ = try await shop.tell("order-\(number)")
          try await service.eventually("attempt \(number)") {
            try await shop.deliveries().last?["attempt_count"] == 1
          }
        }
        #expect(try await shop.delete("/v1/endpoints/\(hook.id)").status == 204)
        _ = try await shop.tell("order-3")
        let deliveries = try await shop.deliveries("&endpoint_id=\(hook.id)")
        #expect(deliveries.map { $0["status"] } == ["delivered", "canceled"])
        for delivery in deliveries {
          #expect(try await shop.delivery(delivery["id"]?.text)["attempts"]?.elements.count == 1)
          let replay = try await shop.order("/v1/deliveries/\(delivery["id"]?.text ?? "")/replay")
          #expect(replay.status == 409)
        }
        #expect(try await service.pool.query("SELECT FROM endpoints WHERE secret <> ''").isEmpty)
      }
    }
  }

  @Test func `deliveries are listed by endpoint, status, type and event`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let one = try await shop.hook("https://one.invalid/", ["link.created", "advocate.created"])
      let two = try await shop.hook("https://two.invalid/", ["link.created"])
      for id in [one.id, two.id] { _ = try await shop.patch("/v1/endpoints/\(id)", #"{"disabled":true}"#) }
      _ = try await shop.advocate("ada")
      let all = try await shop.deliveries()
      #expect(all.count == 3)
      let event = try #require(all.first { $0["endpoint_id"]?.text == two.id }?["event_id"]?.text)
      for (query, count) in [
        ("&endpoint_id=\(one.id)", 2), ("&status=held", 3), ("&status=pending", 0), ("&type=link.created", 2),
        ("&type=advocate.created&endpoint_id=\(two.id)", 0), ("&event_id=\(event)", 2),
        ("&event_id=\(event.dropFirst(4))&endpoint_id=\(one.id)&status=held&type=link.created", 1),
      ] {
        #expect(try await shop.deliveries(query).count == count, "\(query)")
      }
      let page = try await shop.get("/v1/deliveries?limit=2")
      let rest = try await shop.get("/v1/deliveries?cursor=\(page.json["next_cursor"]?.text ?? "")")
      #expect(page.json["data"]?.elements.count == 2 && rest.json["data"]?.elements.count == 1)
    }
  }

  @Test func `another program's endpoints and deliveries are not there`() async throws {
    try await LiveService.run { service in
      let (one, two) = (try await Shop.open(service), try await Shop.open(service, name: "Other"))
      let hook = try await one.hook("https://one.invalid/", ["link.created"])
      _ = try await one.patch("/v1/endpoints/\(hook.id)", #"{"disabled":true}"#)
      _ = try await one.advocate("ada")
      _ = try await two.advocate("eve")
      let delivery = try #require(try await one.deliveries().first?["id"]?.text)
      #expect(try await one.deliveries().count == 1)
      #expect(try await two.deliveries().isEmpty)
      let before = try await service.contents()
      for answer in [
        try await two.get("/v1/endpoints/\(hook.id)"), try await two.delete("/v1/endpoints/\(hook.id)"),
        try await two.patch("/v1/endpoints/\(hook.id)", #"{"disabled":false}"#),
        try await two.order("/v1/endpoints/\(hook.id)/rotate"), try await two.order("/v1/endpoints/\(hook.id)/test"),
        try await two.post("/v1/endpoints/\(hook.id)/replay", #"{"since":"2026-01-01T00:00:00Z"}"#),
        try await two.get("/v1/deliveries/\(delivery)"), try await two.order("/v1/deliveries/\(delivery)/replay"),
      ] {
        #expect(answer.status == 404 && answer.field == "id")
      }
      #expect(try await two.deliveries("&endpoint_id=\(hook.id)").isEmpty)
      #expect(try await service.contents() == before)
    }
  }

  @Test func `bad input is refused by name, and changes nothing`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let hook = try await shop.hook("https://x.example/")
      let before = try await service.contents()
      func expect(_ answer: HTTPAnswer, _ status: Int, _ field: String?, _ what: String) {
        #expect(answer.status == status && answer.field == field, "\(what): \(answer.text)")
      }
      for url in [
        "ftp://x.example/", "javascript:alert(1)", "//x.example/", "/hook", "x.example", "https://",
        "https://ada:secret@x.example/", "https://x.example/#top", "https://x.example:99999/", "http://127.1/",
        "http://2130706433/", "https://x.example/a b",
      ] {
        expect(
          try await shop.post("/v1/endpoints", #"{"url":"\#(url)","events":["link.created"]}"#), 422, "url", url)
        expect(try await shop.patch("/v1/endpoints/\(hook.id)", #"{"url":"\#(url)"}"#), 422, "url", url)
      }
      for (events, field) in [
        ("[]", "events"), (#""link.created""#, "events"), ("{}", "events"), ("[1]", "events[0]"),
        (#"["link.created","link.destroyed"]"#, "events[1]"), (#"["link.created","link.created"]"#, "events[1]"),
        (#"["endpoint.test"]"#, "events[0]"), (#"["*"]"#, "events[0]"),
      ] {
        expect(
          try await shop.post("/v1/endpoints", #"{"url":"https://x.example/","events":\#(events)}"#), 422, field, events
        )
        expect(try await shop.patch("/v1/endpoints/\(hook.id)", #"{"events":\#(events)}"#), 422, field, events)
      }
      expect(try await shop.post("/v1/endpoints", #"{"events":["link.created"]}"#), 422, "url", "no url")
      expect(try await shop.post("/v1/endpoints", #"{"url":"https://x.example/"}"#), 422, "events", "no events")
      expect(try await shop.patch("/v1/endpoints/\(hook.id)", #"{"disabled":"yes"}"#), 422, "disabled", "a string")
      expect(try await shop.patch("/v1/endpoints/\(hook.id)", #"{"secret":"x"}"#), 422, "secret", "a secret")
      expect(try await shop.post("/v1/endpoints/\(hook.id)/replay", "{}"), 422, "since", "no since")
      expect(
        try await shop.post("/v1/endpoints/\(hook.id)/replay", #"{"since":"2026-01-01T00:00:00Z","status":"pending"}"#),
        422, "status", "pending")
      for (query, field) in [
        ("endpoint_id=x", "endpoint_id"), ("status=lost", "status"), ("type=x", "type"), ("event_id=msg_1", "event_id"),
        ("page=2", "page"),
      ] {
        expect(try await shop.get("/v1/deliveries?\(query)"), 400, field, query)
      }
      for target in ["/v1/endpoints/x", "/v1/deliveries/x"] { expect(try await shop.get(target), 404, "id", target) }
      #expect(try await service.contents() == before)
    }
  }
}
