import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Conversions are credited", .database)
struct ConversionTests {
  @Test func `a sale with a click goes to the advocate of its link`() async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .hours(1))
    try await world.tell("order-1", click: click)
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
  }

  @Test func `a sale of an unknown customer without a touch is stored and unattributed`() async throws {
    let world = try await World.made()
    #expect(try await world.tell("order-1", customer: "stranger").isNew)
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
  }

  @Test func `the same external id again counts once and is answered with what was stored`() async throws {
    let world = try await World.made()
    let first = try await world.tell("order-1", .sale, 10_000)
    let second = try await world.tell("order-1", .sale, 99_999)
    #expect(first.isNew && !second.isNew)
    #expect(first.conversion == second.conversion)
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
  }

  @Test func `two hundred at the same instant are one conversion`() async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .hours(1))
    let news = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<200 {
        group.addTask { try await world.tell("order-1", click: click, customer: "carol").isNew }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(news == 1)
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
    let rows = try await world.pool.query("SELECT count(*) AS n, sum(gross)::bigint AS gross FROM revenue_counts")
    #expect(try rows[0].decode("gross", as: Int64.self) == 10_000)
  }

  @Test func `a lead, then a sale without a click, keep the lead's click`() async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .days(3))
    try await world.tell("lead-1", .lead, 0, at: world.now - .days(2), click: click, customer: "carol")
    try await world.tell("order-1", customer: "carol")
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
  }

  @Test func `a sale with no lead before it makes one, once`() async throws {
    let world = try await World.made()
    let first = try await world.tell("order-1", customer: "carol").conversion
    let second = try await world.tell("order-2", customer: "carol").conversion
    let lead = try await world.tell("lead-1", .lead, 0, customer: "carol").conversion
    #expect(first.impliesLead && !second.impliesLead && !lead.impliesLead)
  }

  @Test
  func `a sale that turns out to be the customer's first makes the lead, and the one that made it does no longer`()
    async throws
  {
    let world = try await World.made()
    try await world.tell("order-1", at: world.now - .days(2))
    let later = try await world.tell("order-2", at: world.now - .days(1), customer: "carol")
    #expect(later.conversion.impliesLead)
    let isNews = try await world.pool.transaction { connection in
      try await ConversionEnrichment.apply(
        click: nil, code: nil, customer: .init(externalID: "carol"), subscription: nil, to: "order-1", at: world.now,
        program: world.program.id, in: connection)
    }
    #expect(isNews)
    let leads = try await world.pool.query("SELECT external_id FROM conversions WHERE implied_lead")
    #expect(try leads.map { try $0.decode("external_id", as: String.self) } == ["order-1"])
    #expect(try await Audit.run(at: world.now, in: world.pool).isBalanced)
  }

  @Test func `a sale before its lead waits and is credited`() async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .days(3))
    try await world.tell("order-1", customer: "carol")
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
    try await world.tell("lead-1", .lead, 0, at: world.now - .days(2), click: click, customer: "carol")
    try await world.settle()
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
  }

  @Test func `a sale before its click is stored waits and is credited`() async throws {
    let world = try await World.made()
    let click = Click.ID.make(program: world.program.id, at: world.now - .hours(1))
    try await world.tell("order-1", click: click, customer: "carol")
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
    try await world.store(click, through: world.ada, by: .timeOrdered(at: world.now))
    try await world.settle(at: world.now + .seconds(2))
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
    try await world.tell("order-2", customer: "carol")
    #expect(try await world.credits("order-2") == ["ada direct": 10_000])
  }

  @Test func `a later click through another's link becomes a touch of the next conversion`() async throws {
    let world = try await World.made { $0.model = "linear" }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    let click = try await world.click(world.ada, at: world.now - .days(9), by: visitor)
    try await world.tell("order-1", at: world.now - .days(8), click: click, customer: "carol")
    try await world.click(world.grace, at: world.now - .days(1), by: visitor)
    try await world.tell("order-2", customer: "carol")
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
    #expect(try await world.credits("order-2") == ["ada direct": 5_000, "grace direct": 5_000])
  }

  @Test func `a touch exactly at the edge of the window counts, and one before it does not`() async throws {
    let world = try await World.made { $0.windowDays = 30 }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    try await world.click(world.ada, at: world.now - .days(30), by: visitor)
    let last = try await world.click(world.grace, at: world.now - .days(30) - .seconds(1), by: visitor)
    try await world.tell("order-1", click: last)
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
  }

  @Test func `a code is a touch, and a code of another program is none`() async throws {
    let world = try await World.made()
    let other = try await World.made()
    try await world.tell("order-1", code: world.ada.code.text.uppercased())
    try await world.tell("order-2", code: other.ada.code.text)
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
    #expect(try await world.credits("order-2") == ["unattributed": 10_000])
  }

  @Test func `a sale and its renewal, told at the same moment of nobody, are credited alike`() async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .days(40))
    var sale = ConversionIntake.Told(
      externalID: "sale", type: .sale, amount: Money(10_000, Currency("USD")!), occurredAt: world.now - .days(31),
      source: "test")
    sale.click = click
    sale.subscription = "sub-1"
    let told = sale
    let renewal = try await world.pool.transaction { connection in
      _ = try await ConversionIntake.record(told, at: world.now, program: world.program.id, in: connection)
      let renewal = Task { _ = try await world.tell("renewal", .renewal, 10_000, subscription: "sub-1") }
      let isMet = try await eventually {
        if try await world.isWaiting() { return true }
        return try await Conversions.find(externalID: "renewal", program: world.program.id, in: connection) != nil
      }
      #expect(isMet)
      return renewal
    }
    try await renewal.value
    try await world.settle()
    #expect(try await world.credits("sale") == ["ada direct": 10_000])
    #expect(try await world.credits("renewal") == ["ada direct": 10_000])
  }

  @Test(arguments: ["ada@people.example", "ADA+shop@People.Example"])
  func `nobody is credited for what they buy themselves`(email: String) async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .hours(1))
    try await world.tell("order-1", click: click, customer: "another-account", email: email)
    try await world.tell("order-2", click: click, customer: "ada")
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
    #expect(try await world.credits("order-2") == ["unattributed": 10_000])
    let touches = try await world.pool.withConnection { connection in
      let order = try await Conversions.find(externalID: "order-1", program: world.program.id, in: connection)
      return try await Journeys.touches(
        before: try #require(order), window: .days(90), program: world.program.id, in: connection)
    }
    #expect(touches.map(\.exclusion) == [.selfReferral])
  }

  @Test func `a paused advocate earns nothing until resumed`() async throws {
    let world = try await World.made()
    let program = world.program.id
    let early = try await world.click(world.ada, at: world.now - .days(5))
    try await world.pool.transaction { connection in
      try await Advocates.pause(world.ada.advocate, at: world.now - .days(4), program: program, in: connection)
    }
    let paused = try await world.click(world.ada, at: world.now - .days(3))
    try await world.tell("order-1", at: world.now - .days(3), click: early)
    try await world.pool.transaction { connection in
      try await Advocates.resume(world.ada.advocate, at: world.now - .days(2), program: program, in: connection)
    }
    let late = try await world.click(world.ada, at: world.now - .days(1))
    try await world.tell("order-2", click: paused)
    try await world.tell("order-3", click: late)
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
    #expect(try await world.credits("order-2") == ["unattributed": 10_000])
    #expect(try await world.credits("order-3") == ["ada direct": 10_000])
  }

  @Test func `a click taken for a bot's counts when a conversion names it, and not otherwise`() async throws {
    let world = try await World.made { $0.model = "linear" }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    try await world.click(world.grace, at: world.now - .hours(2), by: visitor, outcome: "bot")
    let named = try await world.click(world.ada, at: world.now - .hours(1), by: visitor, outcome: "preview")
    try await world.tell("order-1", click: named)
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
  }

  @Test func `a part of each credit passes up to the recruiter`() async throws {
    let world = try await World.made { $0.chainShare = 0.2 }
    let click = try await world.click(world.grace, at: world.now - .hours(1))
    try await world.tell("order-1", .sale, 999, click: click)
    #expect(try await world.credits("order-1") == ["grace direct": 799, "ada chain": 200])
  }

  @Test func `a recruiter who is the customer gets nothing of it`() async throws {
    let world = try await World.made { $0.chainShare = 0.2 }
    let click = try await world.click(world.grace, at: world.now - .hours(1))
    try await world.tell("order-1", click: click, customer: "ada")
    #expect(try await world.credits("order-1") == ["grace direct": 10_000])
  }

  @Test(arguments: [("JPY", 0), ("USD", 2), ("KWD", 3)])
  func `currencies of every exponent keep their minor units`(code: String, exponent: Int) async throws {
    let world = try await World.made()
    let told = try await world.tell("order-1", .sale, 1_001, currency: code).conversion
    #expect(told.amount.currency.exponent == exponent)
    #expect(try await world.credits("order-1") == ["unattributed": 1_001])
  }

  @Test func `a person known by e-mail alone stays the same when the external id comes`() async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .days(1))
    let lead = try await world.tell(
      "lead-1", .lead, 0, at: world.now - .hours(5), click: click, email: "carol@x.example")
    let sale = try await world.tell("order-1", customer: "carol", email: "Carol+news@X.example")
    #expect(lead.conversion.customer == sale.conversion.customer)
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
  }
}
