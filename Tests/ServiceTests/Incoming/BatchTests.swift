import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Deliveries that come together", .database)
struct BatchTests {
  /// Purchases `pi_0`, `pi_1`, … of 1000 cents and a cent more each; every third customer buys twice, every other comes
  /// through a click.
  private func purchases(_ count: Int, click: String) -> [String] {
    (0..<count).map { number in
      StripeAccount.event(
        "evt_\(number)", "checkout.session.completed",
        StripeAccount.purchase(
          "pi_\(number)", amount: 1_000 + Int64(number), click: number.isMultiple(of: 2) ? click : nil,
          email: "customer-\(number.isMultiple(of: 3) ? number / 2 : number)@people.example"))
    }
  }

  private func deliver(_ events: [String], to stripe: StripeAccount) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for event in events { group.addTask { try await stripe.deliver(event) } }
      try await group.waitForAll()
    }
  }

  @Test func `have the effect that they have one by one`() async throws {
    try await LiveService.run { service in
      var ends: [[Account]] = []
      for isTogether in [false, true] {
        let shop = try await Shop.open(service, name: "Together: \(isTogether)")
        let ada = try await shop.advocate("ada")
        let stripe = try await StripeAccount.connected(to: shop)
        let events = purchases(60, click: try await Shop.Browser().follow(ada, service))
        if isTogether {
          try await deliver(events.shuffled(), to: stripe)
        } else {
          for event in events {
            try await stripe.deliver(event)
            try await stripe.settled()
          }
        }
        try await stripe.settled()
        var end: [Account] = []
        for number in 0..<60 {
          let account = try await shop.account(of: "pi_\(number)")
          #expect(account.isBalanced && account.credits.keys.allSatisfy { $0 == "\(ada.id) direct" })
          end.append(account)
        }
        ends.append(end)
      }
      #expect(ends[0].map(\.net) == ends[1].map(\.net))
      #expect(ends[0].map(\.unattributed) == ends[1].map(\.unattributed))
      #expect(ends[1].count { $0.unattributed == 0 } >= 30)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test func `do not suffer from one among them that can't be stored`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let stripe = try await StripeAccount.connected(to: shop)
      try await service.pool.query(
        "ALTER TABLE conversions ADD CONSTRAINT conversions_one_is_out CHECK (external_id <> 'pi_7')")
      try await deliver(purchases(20, click: try await Shop.Browser().follow(ada, service)), to: stripe)
      try await service.eventually("all others have had their effect") {
        try await service.pool.query("SELECT FROM inbox_states WHERE status = 'applied'").count == 19
      }
      try await service.eventually("the one is set aside") {
        try await stripe.inbox("?status=received").first?["reason"]?.text?.contains("conversions_one_is_out") == true
      }
      #expect(try await shop.get("/v1/conversions").json["data"]?.elements.count == 19)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)

      try await service.pool.query("ALTER TABLE conversions DROP CONSTRAINT conversions_one_is_out")
      service.clock.advance(by: .minutes(2))
      try await stripe.settled()
      #expect(try await shop.account(of: "pi_7").net == 1_007)
    }
  }
}
