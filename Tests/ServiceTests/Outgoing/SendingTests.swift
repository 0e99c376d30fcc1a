import Foundation
import HTTPServer
import HTTPTypes
import Logging
import Postgres
import Records
import Referrals
import StrictJSON
import Synchronization
import TestSupport
import Testing

@testable import Service

@Suite("Sending events", .database)
struct SendingTests {
  @Test func `every kind of event arrives signed, under its id, as the document describes it`() async throws {
    try await Receiver.run { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url(), EventType.names)
        let ada = try await shop.advocate("ada")
        let click = try await Shop.Browser().follow(ada, service)
        #expect(try await shop.tell("order-1", #","click_id":"\#(click)""#).status == 201)
        #expect(try await shop.reverse("order-1", 1_000, as: "refund-1").status == 201)
        #expect(try await shop.void("refund-1", of: "order-1").status == 201)
        let share = #"{"advocate_id":"\#(ada.id)","channel":"mastodon","consent":true}"#
        #expect(try await shop.post("/v1/shares", share).status == 201)
        let guest = Guest(service)
        let once = try await guest.get("/join/\(shop.id)").value(of: "once") ?? ""
        let joined = try await guest.post(
          "/join/\(shop.id)",
          ["name": "Radia Perlman", "email": "radia@people.example", "agreed": "yes", "once": once])
        let page = try #require(joined["location"]).prefix { $0 != "?" }
        #expect(try await guest.post("\(page)/leave", ["sure": "yes"]).status == 200)
        #expect(try await shop.order("/v1/endpoints/\(hook.id)/test").status == 202)
        let expected = Set(EventType.all.map(\.name)).subtracting(["endpoint.disabled"])
        try await service.eventually("all kinds") { Set(receiver.arrivals.map(\.type)) == expected }
        for arrival in receiver.arrivals {
          let signature = try await arrival.signature(by: hook.secret)
          #expect(arrival.signature == signature)
          #expect(abs((Int64(arrival.timestamp) ?? 0) - service.clock.now.seconds) < 300)
          #expect(arrival.id.hasPrefix("msg_") && !arrival.id.contains("."))
          let described = service.document.json["webhooks"]?[arrival.type]?["post"]?["requestBody"]?["content"]?[
            "application/json"]
          let violations = SchemaCheck(root: service.document.json)
            .violations(of: arrival.json, by: described?["schema"] ?? .null)
          #expect(violations.isEmpty && described != nil, "\(arrival.json)")
        }
        try await service.eventually("recorded") {
          try await shop.deliveries().allSatisfy { $0["status"] == "delivered" }
        }
        let deliveries = try await shop.deliveries()
        #expect(Set(deliveries.compactMap { $0["event_id"]?.text }) == Set(receiver.arrivals.map(\.id)))
        let metrics = try await service.ask("GET", "/metrics").text
        #expect(metrics.contains("resonance_deliveries_total{outcome=\"delivered\"} \(deliveries.count)\n"))
        #expect(metrics.contains("resonance_delivery_attempts_total{result=\"2xx\"} \(deliveries.count)\n"))
        let check = try await Audit.run(at: service.clock.now, in: service.pool)
        #expect(check.isBalanced)
      }
    }
  }

  @Test func `what fails is sent again as the schedule says, under the same id, signed anew`() async throws {
    try await Receiver.run(answer: { _, before in
      before < 2 ? Response(.internalServerError, body: .text("broken")) : Response(.ok, body: .text("thanks"))
    }) { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url())
        _ = try await shop.tell("order-1")
        func attempted(_ count: Int64) async throws {
          try await service.eventually("attempt \(count)") {
            try await shop.deliveries().first?["attempt_count"]?.whole == count
          }
        }
        try await attempted(1)
        let first = try #require(try await shop.deliveries().first)
        #expect(first["status"] == "pending")
        let next = try #require(Timestamp(first["next_attempt_at"]?.text ?? ""))
        let wait = next - service.clock.now
        #expect(wait > .zero && wait < .seconds(7))
        service.clock.advance(by: .seconds(7))
        try await attempted(2)
        service.clock.advance(by: .minutes(7))
        try await attempted(3)
        let delivery = try await shop.delivery(first["id"]?.text)
        #expect(delivery["status"] == "delivered" && delivery["next_attempt_at"] == .null)
        let attempts = delivery["attempts"]?.elements ?? []
        #expect(attempts.map { $0["attempt"]?.whole } == [1, 2, 3])
        #expect(attempts.map { $0["status"]?.whole } == [500, 500, 200])
        #expect(attempts.map { $0["response"]?.text } == ["broken", "broken", "thanks"])
        let arrivals = receiver.arrivals
        #expect(arrivals.count == 3 && Set(arrivals.map(\.id)).count == 1 && Set(arrivals.map(\.body)).count == 1)
        #expect(Set(arrivals.map(\.timestamp)).count == 3)
        for arrival in arrivals {
          let signature = try await arrival.signature(by: hook.secret)
          #expect(arrival.signature == signature)
        }
        #expect(try await shop.get("/v1/endpoints/\(hook.id)").json["failing_since"] == .null)
      }
    }
  }

  @Test func `an endpoint that asks for a pause gets it, whatever else is due to it`() async throws {
    try await Receiver.run(answer: { arrival, before in
      guard arrival.path == "/busy", before == 0 else { return Response(.ok) }
      return Response(.tooManyRequests, headers: [.retryAfter: "3600"])
    }) { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let busy = try await shop.hook(receiver.url("/busy"))
        _ = try await shop.hook(receiver.url("/free"))
        _ = try await shop.tell("order-1")
        try await service.eventually("the pause") {
          try await shop.deliveries("&endpoint_id=\(busy.id)").first?["attempt_count"] == 1
        }
        service.clock.advance(by: .minutes(30))
        for number in 2...4 { _ = try await shop.tell("order-\(number)") }
        try await service.eventually("the other") { receiver.arrivals(at: "/free").count == 4 }
        #expect(receiver.arrivals(at: "/busy").count == 1)
        service.clock.advance(by: .minutes(31))
        try await service.eventually("all") { receiver.arrivals(at: "/busy").count == 5 }
        try await service.eventually("recorded") { try await shop.deliveries("&status=delivered").count == 8 }
      }
    }
  }

  @Test func `410 disables an endpoint, the others are told, it goes on collecting, and can be replayed`() async throws
  {
    try await Receiver.run(answer: { arrival, before in
      arrival.path == "/gone" && before == 0 ? Response(.gone) : Response(.ok)
    }) { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let gone = try await shop.hook(receiver.url("/gone"), ["conversion.created", "endpoint.disabled"])
        let other = try await shop.hook(receiver.url("/other"), ["endpoint.disabled"])
        let start = service.clock.now
        _ = try await shop.tell("order-1")
        try await service.eventually("the other is told") { receiver.arrivals(at: "/other").count == 1 }
        let told = try #require(receiver.arrivals(at: "/other").first?.json["data"])
        #expect(told["id"]?.text == gone.id && told["reason"] == "gone")
        let endpoint = try await shop.get("/v1/endpoints/\(gone.id)").json
        #expect(endpoint["disabled_reason"] == "gone" && endpoint["disabled_at"] != .null)
        #expect(try await service.ask("GET", "/metrics").text.contains("resonance_endpoints_disabled 1\n"))
        _ = try await shop.tell("order-2")
        #expect(try await shop.deliveries("&endpoint_id=\(gone.id)").map { $0["status"] } == ["held", "held"])
        let refused = try await shop.post("/v1/endpoints/\(gone.id)/replay", #"{"since":"\#(start)"}"#)
        #expect(refused.status == 409)
        #expect(try await shop.order("/v1/endpoints/\(gone.id)/test").status == 409)
        #expect(try await shop.patch("/v1/endpoints/\(gone.id)", #"{"disabled":false}"#).status == 200)
        // Enabling alone sends nothing.
        _ = try await shop.order("/v1/endpoints/\(other.id)/test")
        try await service.eventually("the test") { receiver.arrivals(at: "/other").count == 2 }
        #expect(receiver.arrivals(at: "/gone").count == 1)
        let replay = try await shop.post("/v1/endpoints/\(gone.id)/replay", #"{"since":"\#(start)"}"#)
        #expect(replay.status == 202 && replay.json["replayed"] == 2)
        try await service.eventually("the replay") { receiver.arrivals(at: "/gone").count == 3 }
        try await service.eventually("recorded") {
          try await shop.deliveries("&endpoint_id=\(gone.id)&status=delivered").count == 2
        }
      }
    }
  }

  @Test func `five days of nothing but failures disable an endpoint, and one success in between does not`() async throws
  {
    let isBroken = Atomic(true)
    try await Receiver.run(answer: { _, _ in
      Response(isBroken.load(ordering: .relaxed) ? .serviceUnavailable : .ok)
    }) { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url())
        func tell(_ name: String, _ count: Int) async throws {
          _ = try await shop.tell(name)
          try await service.eventually(Comment(rawValue: name)) {
            try await shop.deliveries().reduce(0) { $0 + ($1["attempt_count"]?.whole ?? 0) } >= Int64(count)
          }
        }
        try await tell("order-1", 1)
        isBroken.store(false, ordering: .relaxed)
        service.clock.advance(by: .days(4))
        try await service.eventually("it recovers") { try await shop.deliveries("&status=delivered").count == 1 }
        isBroken.store(true, ordering: .relaxed)
        try await tell("order-2", 3)
        service.clock.advance(by: .days(4))
        try await tell("order-3", 5)
        #expect(try await shop.get("/v1/endpoints/\(hook.id)").json["disabled_at"] == .null)
        service.clock.advance(by: .days(2))
        try await service.eventually("it is disabled") {
          try await shop.get("/v1/endpoints/\(hook.id)").json["disabled_reason"] == "failing"
        }
        try await service.eventually("all is held") { try await shop.deliveries("&status=held").count == 2 }
      }
    }
  }

  @Test func `after a rotation both secrets sign for a day`() async throws {
    try await Receiver.run { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url())
        let rotated = try await shop.order("/v1/endpoints/\(hook.id)/rotate")
        let secret = try #require(rotated.json["secret"]?.text)
        #expect(rotated.status == 200 && secret != hook.secret && secret.hasPrefix("whsec_"))
        _ = try await shop.tell("order-1")
        try await service.eventually("the first") { receiver.arrivals.count == 1 }
        service.clock.advance(by: .hours(25))
        _ = try await shop.tell("order-2")
        try await service.eventually("the second") { receiver.arrivals.count == 2 }
        let (first, second) = (receiver.arrivals[0], receiver.arrivals[1])
        let (new, former) = (try await first.signature(by: secret), try await first.signature(by: hook.secret))
        #expect(first.signature == "\(new) \(former)")
        let alone = try await second.signature(by: secret)
        #expect(second.signature == alone)
      }
    }
  }

  @Test func `endpoints that hang delay nobody`() async throws {
    let latch = Latch()
    try await Receiver.run(answer: { arrival, _ in
      if arrival.path != "/healthy" { await latch.pass() }
      return Response(.ok)
    }) { receiver in
      try await LiveService.runSending { service in
        defer { latch.open() }
        let shop = try await Shop.open(service)
        for number in 1...12 { _ = try await shop.hook(receiver.url("/hangs/\(number)")) }
        let healthy = try await shop.hook(receiver.url("/healthy"))
        for number in 1...30 { _ = try await shop.tell("order-\(number)") }
        // None of the others has answered anything by now.
        try await service.eventually("the healthy one has all") {
          try await shop.deliveries("&endpoint_id=\(healthy.id)&status=delivered").count == 30
        }
        #expect(try await shop.deliveries("&status=delivered").count == 30)
        for number in 1...12 { #expect(receiver.arrivals(at: "/hangs/\(number)").count <= Traffic.firstWindow) }
      }
    }
  }

  @Test func `redirects are failures, and are not followed`() async throws {
    try await Receiver.run(answer: { arrival, _ in
      arrival.path == "/moved" ? Response(.found, headers: [.location: "/inside"]) : Response(.ok)
    }) { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        _ = try await shop.hook(receiver.url("/moved"))
        _ = try await shop.tell("order-1")
        try await service.eventually("the attempt") {
          try await shop.deliveries().first?["attempt_count"] == 1
        }
        let delivery = try await shop.delivery(try await shop.deliveries().first?["id"]?.text)
        #expect(delivery["status"] == "pending")
        #expect(delivery["attempts"]?.elements.first?["status"] == 302)
        #expect(receiver.arrivals(at: "/inside").isEmpty)
      }
    }
  }

  @Test func `an address that is not public is refused when it is named, and when a name leads to it`() async throws {
    try await Receiver.run { receiver in
      try await LiveService.run { service in
        let shop = try await Shop.open(service)
        for url in [receiver.url(), "http://10.0.0.1/", "http://[::1]:80/", "http://169.254.169.254/latest"] {
          let refused = try await shop.post("/v1/endpoints", #"{"url":"\#(url)","events":["link.created"]}"#)
          #expect(refused.status == 422 && refused.field == "url", "\(url)")
        }
        _ = try await shop.hook("http://localhost:\(receiver.port)/")
        _ = try await shop.tell("order-1")
        try await service.eventually("the attempt") {
          try await shop.deliveries().first?["attempt_count"] == 1
        }
        let delivery = try await shop.delivery(try await shop.deliveries().first?["id"]?.text)
        let attempt = try #require(delivery["attempts"]?.elements.first)
        #expect(attempt["failure"] == "refused_address" && attempt["status"] == .null)
        #expect(receiver.arrivals.isEmpty)
      }
    }
  }

  @Test func `what a worker had when it was killed is sent by another when its lease is over, under the same id`()
    async throws
  {
    try await Receiver.run { receiver in
      let id = try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        // The worker of this service sends nothing before the other has taken it.
        let hook = try await shop.hook(receiver.url())
        _ = try await shop.patch("/v1/endpoints/\(hook.id)", #"{"disabled":true}"#)
        _ = try await shop.tell("order-1")
        let program = try #require(Program.ID(shop.id))
        let endpoint = try #require(Endpoints.ID(hook.id))
        let now = service.clock.now
        let taken = try await service.pool.transaction { connection in
          try await connection.execute("UPDATE endpoints SET disabled_at = NULL, disabled_reason = NULL")
          try await connection.execute("UPDATE outbox_deliveries SET status = 'pending', finished_at = NULL")
          return try await Deliveries.claim(
            [(endpoint, 10)], until: now + .seconds(90), by: .timeOrdered(at: now), at: now, program: program,
            in: connection)
        }
        #expect(taken.count == 1)
        let event = try #require(taken.first?.event)
        _ = try await shop.order("/v1/endpoints/\(hook.id)/test")
        try await service.eventually("the test") { receiver.arrivals.count == 1 }
        #expect(receiver.arrivals[0].type == "endpoint.test")
        service.clock.advance(by: .seconds(91))
        try await service.eventually("the other's") { receiver.arrivals.count == 2 }
        return "msg_\(event)"
      }
      #expect(receiver.arrivals[1].id == id)
    }
  }

  @Test func `a worker that was killed takes up what it had as soon as it is started again`() async throws {
    try await Receiver.run { receiver in
      let directory = ClickHouse.newDirectory()
      defer { try? FileManager.default.removeItem(atPath: directory) }
      let mark = try WorkerMark(directory: directory)
      #expect(try WorkerMark(directory: directory).id == mark.id)
      let pool = TestDatabase.current.pool
      let world = try await World.made(now: .now())
      let endpoint = Endpoints.Entry(
        id: .timeOrdered(at: world.now), url: receiver.url(), description: nil, events: ["conversion.created"],
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", createdAt: world.now)
      try await pool.withConnection { try await Endpoints.insert(endpoint, program: world.program.id, in: $0) }
      try await world.tell("order-1")
      let taken = try await pool.withConnection { connection in
        try await Deliveries.claim(
          [(endpoint.id, 10)], until: world.now + .days(1), by: mark.id, at: world.now, program: world.program.id,
          in: connection)
      }
      var log = Logger(label: "test")
      log.logLevel = .critical
      let environment = Environment(database: pool, address: PublicAddress(""), log: log)
      let again = try Outgoing(environment: environment, allow: [CIDR("127.0.0.0/8")!], directory: directory)
      let running = Task { try await again.sender.run() }
      let deadline = ContinuousClock.now + .seconds(30)
      while receiver.arrivals.isEmpty, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
      running.cancel()
      _ = await running.result
      #expect(receiver.arrivals.map(\.id) == taken.map { "msg_\($0.event)" })
    }
  }

  @Test func `two workers share the work, and send nothing twice`() async throws {
    try await Receiver.run { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        for number in 1...3 { _ = try await shop.hook(receiver.url("/\(number)")) }
        var log = Logger(label: "test")
        log.logLevel = .critical
        let environment = Environment(
          database: service.pool, address: PublicAddress(""), log: log, now: { service.clock.now })
        let directory = ClickHouse.newDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let second = try Outgoing(
          environment: environment, allow: [CIDR("127.0.0.0/8")!], directory: directory)
        let running = Task { try await second.sender.run() }
        let program = try #require(Program.ID(shop.id))
        let events = (0..<300).map { number in
          Outbox.Event(
            id: .timeOrdered(at: service.clock.now), type: "conversion.created", body: #"{"number":\#(number)}"#)
        }
        try await service.pool.withConnection { connection in
          try await Outbox.write(events, at: service.clock.now, program: program, in: connection)
        }
        try await service.eventually("all is delivered") {
          try await service.pool.query("SELECT FROM outbox_deliveries WHERE status <> 'delivered'").isEmpty
        }
        running.cancel()
        _ = await running.result
        let arrivals = receiver.arrivals.map { "\($0.path) \($0.id)" }
        #expect(arrivals.count == 900 && Set(arrivals).count == 900)
      }
    }
  }

  @Test func `a delivery is replayed as often as one likes, one by one or from a moment on`() async throws {
    try await Receiver.run { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url())
        _ = try await shop.tell("order-1")
        try await service.eventually("one") { try await shop.deliveries("&status=delivered").count == 1 }
        service.clock.advance(by: .hours(1))
        let middle = service.clock.now
        for number in 2...3 { _ = try await shop.tell("order-\(number)") }
        try await service.eventually("three") { try await shop.deliveries("&status=delivered").count == 3 }
        let first = try #require(try await shop.deliveries().first?["id"]?.text)
        for count in 2...3 {
          #expect(try await shop.order("/v1/deliveries/\(first)/replay").status == 202)
          try await service.eventually("again") {
            try await shop.delivery(first)["attempts"]?.elements.count == count
          }
        }
        #expect(receiver.arrivals.count == 5 && Set(receiver.arrivals.map(\.id)).count == 3)
        for (body, count) in [("", 0), (#","status":"failed""#, 0), (#","status":"delivered""#, 2)] {
          let answer = try await shop.post("/v1/endpoints/\(hook.id)/replay", #"{"since":"\#(middle)"\#(body)}"#)
          #expect(answer.status == 202 && answer.json["replayed"]?.whole == Int64(count))
        }
        let log = try await shop.replaysInAuditLog()
        #expect(log.count == 3, "what let nothing go is no replay")
        #expect(log.prefix(2).allSatisfy { $0.contains(" to \(receiver.url()) ×1 by first …\(shop.key.suffix(4))") })
        #expect(log.last?.hasPrefix("what arrived at \(receiver.url()) since ") == true && log[2].contains(" ×2 by "))
        try await service.eventually("both again") { receiver.arrivals.count == 7 }
        try await service.eventually("recorded") { try await shop.deliveries("&status=delivered").count == 3 }
      }
    }
  }

  @Test func `what is left when the schedule ends has failed, and can be replayed`() async throws {
    try await Receiver.run(answer: { _, before in Response(before < 8 ? .notFound : .ok) }) { receiver in
      try await LiveService.runSending { service in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url())
        let start = service.clock.now
        _ = try await shop.tell("order-1")
        for attempt in 1...8 {
          try await service.eventually("attempt \(attempt)") {
            try await shop.deliveries().first?["attempt_count"]?.whole == Int64(attempt)
          }
          service.clock.advance(by: .hours(13))
        }
        #expect(try await shop.deliveries().first?["status"] == "failed")
        let replay = try await shop.post("/v1/endpoints/\(hook.id)/replay", #"{"since":"\#(start)"}"#)
        #expect(replay.json["replayed"] == 1)
        try await service.eventually("the replay") { try await shop.deliveries().first?["status"] == "delivered" }
      }
    }
  }
}
