import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Webhooks have their effect once, whatever fails", .serialized)
struct WebhookFaultTests {
  /// Four events of each of so many customers: signed up, bought, got a part back, and another.
  private func events(customers: Int, click: String) -> [String] {
    let now = Int(Date().timeIntervalSince1970)
    func event(_ id: String, _ type: String, _ object: String) -> String {
      #"{"id":"\#(id)","object":"event","created":\#(now),"livemode":true,"type":"\#(type)","data":{"object":\#(object)}}"#
    }
    return (0..<customers).flatMap { number in
      let (payment, amount) = ("pi_\(number)", 1_000 + number)
      let sale =
        #"{"id":"cs_\#(number)","object":"checkout.session","mode":"payment","payment_status":"paid","payment_intent":"\#(payment)","amount_total":\#(amount),"amount_subtotal":\#(amount),"currency":"eur","client_reference_id":\#(number.isMultiple(of: 3) ? "null" : "\"\(click)\""),"customer":"cus_\#(number)","customer_details":{"email":"c\#(number)@people.example"}}"#
      func charge(_ refunded: Int) -> String {
        #"{"id":"ch_\#(number)","object":"charge","amount":\#(amount),"amount_refunded":\#(refunded),"currency":"eur","payment_intent":"\#(payment)","refunded":false}"#
      }
      return [
        event(
          "evt_\(number)_1", "customer.created",
          #"{"id":"cus_\#(number)","object":"customer","email":"c\#(number)@people.example"}"#),
        event("evt_\(number)_2", "checkout.session.completed", sale),
        event("evt_\(number)_3", "charge.refunded", charge(100 + number % 7)),
        event("evt_\(number)_4", "charge.refunded", charge(300 + number % 11)),
      ]
    }
  }

  @Test
  func `thousands, three times each, in no order, through kills and a restart, come to what a quiet run comes to`()
    async throws
  {
    try await OwnServer.run { server in
      try await withScene(on: server) { scene, sink in
        let customers = 1_000
        var service = try await scene.start()
        let quiet = try await scene.found("Quiet", service)
        let loud = try await scene.found("Loud", service)
        try await scene.tell(sink, of: loud, service)

        let calm = WebhookLoad(
          events(customers: customers, click: quiet.click), to: quiet.source, secret: WebhookScene.secret,
          port: service.port)
        try await calm.run(connections: 1)
        try await scene.applied(4 * customers, of: quiet)
        let expected = try await scene.ledger(of: quiet)
        #expect(expected.count == 2 * customers)

        let once = events(customers: customers, click: loud.click)
        let storm = WebhookLoad(
          (once + once + once).shuffled(), to: loud.source, secret: WebhookScene.secret, port: service.port)
        try await storm.run {
          for step in 1...3 {
            try await storm.reaches(step * 2_000)
            await service.kill()
            service = try await scene.start()
            storm.move(to: service.port)
          }
          try await storm.reaches(8_000)
          try await server.stop()
          try await server.start()
        }
        #expect(storm.taken == 12 * customers)
        #expect(storm.broken > 0 && Set(storm.others.keys).isSubset(of: [503]))
        try await scene.applied(4 * customers, of: loud)
        #expect(try await scene.ledger(of: loud) == expected)

        let events = try await scene.outbox(of: loud)
        // A refund's running total that comes after a larger one takes nothing more, and is told to nobody.
        #expect(try await events.count == scene.changes(of: loud))
        let areDelivered = try await eventually { sink.ids.isSuperset(of: events) }
        #expect(areDelivered, "\(sink.ids.count) of \(events.count)")
        let check = try await CommandRun("check", "--database-url", scene.database)
        #expect(check.status == 0, "\(check.output)")
        #expect(await service.stop() == 0)
      }
    }
  }

  private func withScene(
    on server: PrivateServer, _ body: (WebhookScene, EventSink) async throws -> Void
  ) async throws {
    try await EventSink.run { sink in
      try await WebhookScene.run(database: server.url) { scene in try await body(scene, sink) }
    }
  }

  @Test func `with every connection of the database taken by others, it asks to come back, and recovers`() async throws
  {
    try await OwnServer.run { server in
      try await WebhookScene.run(database: server.url) { scene in
        let service = try await scene.start()
        let company = try await scene.found("Tea", service)
        let all = events(customers: 20, click: company.click)
        let first = WebhookLoad(all, to: company.source, secret: WebhookScene.secret, port: service.port)
        try await first.run(connections: 2)

        // Others take every slot there is, those that the service gives up under way too.
        let keeper = try await Connection.open(server.url, applicationName: "keeper")
        var idle: [Connection] = []
        for _ in 0..<300 {
          guard let one = try? await Connection.open(server.url, applicationName: "idle") else {
            try await keeper.query(
              """
              SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
              WHERE datname = current_database() AND application_name NOT IN ('idle', 'keeper')
              """)
            continue
          }
          idle.append(one)
        }
        #expect(!idle.isEmpty)
        var answer: HTTPAnswer?
        let later = WebhookLoad(
          all.map { $0.replacing("evt_", with: "evt_again_") }, to: company.source, secret: WebhookScene.secret,
          port: service.port)
        try await later.run(connections: 2) {
          let isTurnedAway = try await eventually { (later.others[503] ?? 0) > 0 }
          #expect(isTurnedAway, "\(later.others)")
          answer = try await HTTPWire.ask("GET", "/readyz", port: service.port)
          idle = []
        }
        #expect(answer?.status == 503 && answer?["retry-after"] != nil)
        #expect(Set(later.others.keys) == [503] && later.taken == all.count)
        try await scene.applied(2 * all.count, of: company)
        #expect(await service.stop() == 0)
      }
    }
  }
}
