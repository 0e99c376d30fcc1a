import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("What Stripe tells becomes credit", .database)
struct StripeFlowTests {
  @Test func `a sale is credited to the click it names, refunds add up, and a dispute that is won gives back`()
    async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let click = try await Shop.Browser().follow(ada, service)
      let stripe = try await StripeAccount.connected(to: shop)
      try await stripe.deliver(
        StripeAccount.event(
          "evt_1", "checkout.session.completed", StripeAccount.purchase("pi_1", amount: 10_000, click: click)))
      try await stripe.settled()
      #expect(try await shop.account(of: "pi_1").credits == ["\(ada.id) direct": 10_000])
      let found = try await shop.get("/v1/conversions?source=\(stripe.source)").json["data"]?.elements ?? []
      #expect(found.map { $0["external_id"] } == ["pi_1"])

      for (event, total) in [("evt_2", 2_500), ("evt_4", 4_000), ("evt_3", 3_000)] {
        try await stripe.deliver(
          StripeAccount.event(
            event, "charge.refunded",
            StripeAccount.refunded("ch_1", payment: "pi_1", total: Int64(total), of: 10_000)))
        try await stripe.settled()
      }
      #expect(try await shop.account(of: "pi_1").credits == ["\(ada.id) direct": 6_000])

      try await stripe.deliver(
        StripeAccount.event(
          "evt_5", "charge.dispute.created",
          StripeAccount.dispute("dp_1", payment: "pi_1", amount: 6_000, status: "needs_response")))
      try await stripe.settled()
      #expect(try await shop.account(of: "pi_1").net == 0)
      try await stripe.deliver(
        StripeAccount.event(
          "evt_6", "charge.dispute.closed",
          StripeAccount.dispute("dp_1", payment: "pi_1", amount: 6_000, status: "won")))
      try await stripe.settled()
      #expect(try await shop.account(of: "pi_1").credits == ["\(ada.id) direct": 6_000])
      #expect(try await stripe.inbox("?status=applied").count == 6)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test
  func `a refund, and a dispute that is won, come to the same end in whatever order, though both never fit at once`()
    async throws
  {
    typealias S = StripeAccount
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let stripe = try await S.connected(to: shop)
      let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
      for (number, order) in orders.enumerated() {
        let payment = "pi_\(number)"
        let click = try await Shop.Browser("Firefox/\(number)").follow(ada, service)
        let dispute = S.dispute("dp_\(number)", payment: payment, amount: 10_000, status: "needs_response")
        let story = [
          S.event("created_\(number)", "charge.dispute.created", dispute),
          S.event(
            "refunded_\(number)", "charge.refunded",
            S.refunded("ch_\(number)", payment: payment, total: 7_000, of: 10_000)),
          S.event(
            "won_\(number)", "charge.dispute.closed",
            S.dispute("dp_\(number)", payment: payment, amount: 10_000, status: "won")),
        ]
        try await stripe.deliver(
          S.event(
            "sale_\(number)", "checkout.session.completed", S.purchase(payment, amount: 10_000, click: click)))
        try await stripe.settled()
        for event in order.map({ story[$0] }) {
          try await stripe.deliver(event)
          try await stripe.settled()
        }
        #expect(try await shop.account(of: payment).credits == ["\(ada.id) direct": 3_000], "\(order)")
      }
      // What had no room for a while is still there to be looked at.
      let parked = try await stripe.inbox("?status=parked")
      #expect(parked.map { $0["type"]?.text } == ["charge.dispute.created", "charge.refunded"])
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test func `totals that find no room are told in whatever order, and take theirs when there is room`() async throws {
    typealias S = StripeAccount
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await S.connected(to: shop)
      for (number, totals) in [[3_000, 5_000], [5_000, 3_000], [3_000, 5_000, 3_000, 5_000]].enumerated() {
        let payment = "pi_\(number)"
        try await stripe.deliver(
          S.event("sale_\(number)", "checkout.session.completed", S.purchase(payment, amount: 10_000)))
        try await stripe.deliver(
          S.event(
            "created_\(number)", "charge.dispute.created",
            S.dispute("dp_\(number)", payment: payment, amount: 8_000, status: "needs_response")))
        try await stripe.settled()
        for (place, total) in totals.enumerated() {
          try await stripe.deliver(
            S.event(
              "refunded_\(number)_\(place)", "charge.refunded",
              S.refunded("ch_\(number)", payment: payment, total: Int64(total), of: 10_000)))
          try await stripe.settled()
        }
        // 2,000 were left: of the totals only the 2,000 from the first to the second fit.
        #expect(try await shop.account(of: payment).net == 0, "\(totals)")
        try await stripe.deliver(
          S.event(
            "won_\(number)", "charge.dispute.closed",
            S.dispute("dp_\(number)", payment: payment, amount: 8_000, status: "won")))
        try await stripe.settled()
        #expect(try await shop.account(of: payment).net == 5_000, "\(totals)")
      }
    }
  }

  @Test func `a delivery has one effect however often and however concurrently it comes`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      let sale = StripeAccount.event(
        "evt_1", "checkout.session.completed", StripeAccount.purchase("pi_1", amount: 10_000))
      // The same sale by another event, as a second endpoint at the provider would tell it.
      let again = StripeAccount.event(
        "evt_2", "checkout.session.completed", StripeAccount.purchase("pi_1", amount: 10_000))
      let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
        for number in 0..<60 { group.addTask { try await stripe.post(number.isMultiple(of: 2) ? sale : again) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == 200 })
      #expect(answers.count { $0.json["status"] == "received" } == 2)
      try await stripe.settled()
      #expect(try await shop.get("/v1/conversions").json["data"]?.elements.count == 1)
      #expect(try await stripe.inbox().count == 2)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  /// What Stripe tells of one customer: a purchase that is partly refunded and disputed, and a subscription that is paid
  /// three times, the second payment refunded.
  private func story(_ click: String, _ second: String) -> [String] {
    typealias S = StripeAccount
    let now = Timestamp.now()
    return [
      S.event("e1", "checkout.session.completed", S.purchase("pi_1", amount: 9_999, click: click)),
      S.event("e2", "charge.refunded", S.refunded("ch_1", payment: "pi_1", total: 1_000, of: 9_999)),
      S.event("e3", "charge.refunded", S.refunded("ch_1", payment: "pi_1", total: 1_750, of: 9_999)),
      S.event("e4", "charge.dispute.created", S.dispute("dp_1", payment: "pi_1", amount: 5_000, status: "lost")),
      S.event("e5", "charge.dispute.closed", S.dispute("dp_1", payment: "pi_1", amount: 5_000, status: "won")),
      S.event(
        "e6", "checkout.session.completed",
        S.subscribing(invoice: "in_1", subscription: "sub_1", customer: "cus_1", click: second)),
      S.event(
        "e7", "invoice.paid",
        S.invoice("in_1", subscription: "sub_1", customer: "cus_1", amount: 2_000, reason: "subscription_create")),
      S.event(
        "e8", "invoice.paid", at: now + .seconds(2),
        S.invoice("in_2", subscription: "sub_1", customer: "cus_1", amount: 2_001)),
      S.event(
        "e9", "invoice.paid", at: now + .seconds(3),
        S.invoice("in_3", subscription: "sub_1", customer: "cus_1", amount: 2_002)),
      S.event("e10", "charge.refunded", S.refunded("ch_in_2", payment: "pi_in_2", total: 2_001, of: 2_001)),
    ]
  }

  @Test func `in whatever order it comes, it comes to the same end`() async throws {
    try await LiveService.run { service in
      var ends: [[Account]] = []
      for seed in 0..<6 {
        let shop = try await Shop.open(service, name: "Shop \(seed)")
        let ada = try await shop.advocate("ada")
        let browser = Shop.Browser("Firefox/\(seed)")
        let stripe = try await StripeAccount.connected(to: shop)
        var events = story(try await browser.follow(ada, service), try await browser.follow(ada, service))
        // Seed 0 is the order in which it happened, seed 1 the opposite.
        if seed == 1 { events.reverse() }
        if seed > 1 { events.shuffle() }
        for event in events {
          try await stripe.deliver(event)
          if seed < 4 { try await stripe.settled() }
        }
        try await service.eventually("nothing waits any more") {
          try await service.pool.query(
            "SELECT FROM inbox_states WHERE due_at IS NOT NULL UNION ALL SELECT FROM settlements_due"
          ).isEmpty
        }
        #expect(try await stripe.inbox("?status=parked").isEmpty)
        var end: [Account] = []
        for conversion in ["pi_1", "in_1", "in_2", "in_3"] {
          let account = try await shop.account(of: conversion)
          #expect(account.isBalanced)
          #expect(account.credits.keys.allSatisfy { $0 == "\(ada.id) direct" })
          end.append(account)
        }
        #expect(end.map(\.net) == [8_249, 2_000, 0, 2_002], "seed \(seed)")
        #expect(end.map(\.unattributed) == [0, 0, 0, 0], "seed \(seed)")
        ends.append(end)
      }
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test(
    arguments: [(0, [2_000, 0, 0, 0]), (2, [2_000, 2_000, 0, 0]), (nil, [2_000, 2_000, 2_000, 2_000])]
      as [(Int?, [Int64])])
  func `renewals are credited for as long as the program says`(months: Int?, credited: [Int64]) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(
        service,
        attribution: #"{"model":"linear","window_days":10,"renewal_months":\#(months.map(String.init) ?? "null")}"#)
      let ada = try await shop.advocate("ada")
      let click = try await Shop.Browser().follow(ada, service)
      let stripe = try await StripeAccount.connected(to: shop)
      let start = Timestamp.now()
      service.clock.advance(by: .days(400))
      for (number, day) in [0, 31, 62, 366].enumerated() {
        try await stripe.deliver(
          StripeAccount.event(
            "evt_\(number)", "invoice.paid", at: start + .days(day) + .seconds(5),
            StripeAccount.invoice(
              "in_\(number)", subscription: "sub_1", customer: "cus_1", amount: 2_000,
              reason: number == 0 ? "subscription_create" : "subscription_cycle")))
      }
      try await stripe.deliver(
        StripeAccount.event(
          "evt_x", "checkout.session.completed",
          StripeAccount.subscribing(invoice: "in_0", subscription: "sub_1", customer: "cus_1", click: click)))
      try await stripe.settled()
      var credits: [Int64] = []
      for number in 0..<4 {
        credits.append(try await shop.account(of: "in_\(number)").credits["\(ada.id) direct"] ?? 0)
      }
      #expect(credits == credited)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }
}
