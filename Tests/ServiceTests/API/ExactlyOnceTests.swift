import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Exactly once, in whatever order", .database)
struct ExactlyOnceTests {
  /// Asks, and asks again where it is told to come back: so many at once may be too many for a busy machine.
  private func insist(_ ask: () async throws -> HTTPAnswer) async throws -> HTTPAnswer {
    while true {
      let answer = try await ask()
      guard answer.status == 503 else { return answer }
      #expect(answer.json["detail"] == "The service is busy.")
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Posts the same many times at the same instant; every answer.
  private func together(_ count: Int, _ shop: Shop, _ target: String, _ json: String) async throws -> [HTTPAnswer] {
    try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
      for _ in 0..<count {
        group.addTask { try await insist { try await shop.post(target, json) } }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  private func expectOne(_ answers: [HTTPAnswer]) {
    #expect(answers.count { $0.status == 201 } == 1)
    #expect(answers.count { $0.status == 200 } == answers.count - 1)
    #expect(Set(answers.map(\.body)).count == 1)
  }

  @Test func `two hundred posts of one sale, and two hundred of one refund, are one of each`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let click = try await Shop.Browser().follow(ada, service)
      let sale = #"{"external_id":"order-1","type":"sale","amount":10000,"currency":"EUR","click_id":"\#(click)"}"#
      expectOne(try await together(200, shop, "/v1/conversions", sale))
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 10_000])
      let refund = #"{"external_id":"refund-1","amount":2500,"reason":"refund"}"#
      expectOne(try await together(200, shop, "/v1/conversions/order-1/reversals", refund))
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 7_500])
      expectOne(
        try await together(50, shop, "/v1/conversions/order-1/reversals/refund-1/void", #"{"reason":"failed"}"#))
      #expect(try await shop.account(of: "order-1").credits == ["\(ada.id) direct": 10_000])

      let counts = try await service.pool.query(
        """
        SELECT (SELECT count(*) FROM conversions) AS conversions, (SELECT count(*) FROM reversals) AS reversals,
          (SELECT count(*) FROM ledger) AS entries, (SELECT sum(gross)::bigint FROM revenue_counts) AS gross,
          (SELECT sum(reversed)::bigint FROM revenue_counts) AS reversed
        """)[0]
      #expect(try counts.decode("conversions") == 1)
      #expect(try counts.decode("reversals") == 1)
      #expect(try counts.decode("entries") == 3)
      #expect(try counts.decode("gross") == 10_000)
      #expect(try counts.decode("reversed") == 0)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test func `two hundred posts of one advocate, of one code and of one customer's first sales agree`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let made = try await together(60, shop, "/v1/advocates", #"{"external_id":"ada","email":"ada@x.example"}"#)
      expectOne(made)
      let id = try #require(made[0].json["id"]?.text)
      let links = try await together(60, shop, "/v1/links", #"{"advocate_id":"\#(id)","code":"tea-time"}"#)
      #expect(links.count { $0.status == 201 } == 1 && links.count { $0.status == 409 } == 59)

      // A customer known by number, by e-mail, or by both, in sixty sales at once, is one person.
      let people = ["{\"external_id\":\"carol\"}", #"{"email":"carol@x.example"}"#]
      let both = #"{"external_id":"carol","email":"Carol@X.example"}"#
      #expect(try await shop.tell("order-0", #","customer":\#(both)"#).status == 201)
      let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
        for number in 1...60 {
          group.addTask {
            try await insist { try await shop.tell("order-\(number)", #","customer":\#(people[number % 2])"#) }
          }
        }
        return try await group.reduce(into: [HTTPAnswer]()) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == 201 })
      #expect(Set(answers.map { $0.json["customer_id"]?.text }).count == 1)
    }
  }

  @Test func `a customer's number and e-mail may become known at the same instant`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      for round in 0..<10 {
        let customers = [
          #"{"external_id":"c\#(round)"}"#, #"{"email":"c\#(round)@x.example"}"#,
          #"{"external_id":"c\#(round)","email":"c\#(round)@x.example"}"#,
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<12 {
            group.addTask {
              let answer = try await insist {
                try await shop.tell("order-\(round)-\(number)", #","customer":\#(customers[number % 3])"#)
              }
              #expect(answer.status == 201)
            }
          }
          try await group.waitForAll()
        }
      }
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  /// What a shop tells of one customer; in which order it arrives is up to the network.
  private enum Message: CaseIterable {
    case lead, signup, order, secondOrder, refund, secondRefund, dispute, disputeWon, refundOfSecond
  }

  private func send(_ message: Message, _ shop: Shop, clicks: [String], code: String, at days: [String]) async throws {
    let carol = #","customer":{"external_id":"carol"}"#
    let answer =
      switch message {
      case .lead:
        try await shop.tell(
          "lead", type: "lead", amount: 0, #","occurred_at":"\#(days[0])","click_id":"\#(clicks[0])"\#(carol)"#)
      case .signup:
        try await shop.tell(
          "signup", type: "signup", amount: 0, #","occurred_at":"\#(days[1])","code":"\#(code)"\#(carol)"#)
      case .order:
        try await shop.tell(
          "order", amount: 9_999, #","occurred_at":"\#(days[2])","click_id":"\#(clicks[1])"\#(carol)"#)
      case .secondOrder: try await shop.tell("second", amount: 5_001, #","occurred_at":"\#(days[3])"\#(carol)"#)
      case .refund: try await shop.reverse("order", 3_333, as: "refund")
      case .secondRefund: try await shop.reverse("order", 1_111, as: "refund-2")
      case .dispute: try await shop.reverse("order", 5_000, as: "dispute", "dispute")
      case .disputeWon: try await shop.void("dispute", of: "order")
      case .refundOfSecond: try await shop.reverse("second", 5_001, as: "refund")
      }
    #expect(answer.status == 201, "\(message)")
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 33
    }
  }

  @Test func `leads, sales, refunds and disputes come to the same end in whatever order they arrive`() async throws {
    try await LiveService.run { service in
      var ends: [[String: JSON]] = []
      var revenues: [JSON] = []
      for seed in 0..<6 {
        // Seed 0 is the order in which it happened.
        var messages = Message.allCases
        var generator = Generator(state: UInt64(seed))
        if seed > 0 { messages.shuffle(using: &generator) }
        let shop = try await Shop.open(
          service, name: "Shop \(seed)", attribution: #"{"model":"position_based","chain_share":0.25}"#)
        let ada = try await shop.advocate("ada")
        let grace = try await shop.advocate("grace", recruitedBy: ada)
        let browser = Shop.Browser("Firefox/\(seed)")
        let clicks = [try await browser.follow(grace, service), try await browser.follow(ada, service)]
        let now = Timestamp.now()
        let days = (0..<4).map { (now + .seconds($0)).description }
        for message in messages { try await send(message, shop, clicks: clicks, code: grace.code, at: days) }
        try await service.eventually("nothing is due") {
          try await service.pool.query("SELECT FROM settlements_due").isEmpty
        }
        var end: [String: JSON] = [:]
        for id in ["lead", "signup", "order", "second"] {
          let account = Account(try await shop.get("/v1/conversions/\(id)").json)
          #expect(account.isBalanced)
          end[id] = .object([
            "net": .integer(account.net ?? -1), "unattributed": .integer(account.unattributed ?? -1),
            "grace": .integer(account.credits["\(grace.id) direct"] ?? 0),
            "ada": .integer(account.credits["\(ada.id) direct"] ?? 0),
            "chain": .integer(account.credits["\(ada.id) chain"] ?? 0),
          ])
        }
        ends.append(end)
        revenues.append(try #require(try await shop.get("/v1/reports/revenue?period=month").json["totals"]))
      }
      #expect(ends[0]["order"]?["net"] == 5_555)
      #expect(ends[0]["second"]?["net"] == 0)
      for (end, revenue) in zip(ends, revenues).dropFirst() {
        #expect(end == ends[0])
        #expect(revenue == revenues[0])
      }
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }
}
