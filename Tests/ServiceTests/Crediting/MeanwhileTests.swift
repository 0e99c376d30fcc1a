import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("What is learnt while a sale is on its way", .database)
struct MeanwhileTests {
  private func told(_ externalID: String, customer: String, at time: Timestamp) -> ConversionIntake.Told {
    var told = ConversionIntake.Told(
      externalID: externalID, type: .sale, amount: Money(10_000, Currency("USD")!), occurredAt: time, source: "test")
    told.customerID = customer
    return told
  }

  /// Does something while a sale of Bob's is stored and not committed.
  private func whileOnItsWay<Result>(
    _ sale: String, in world: World, _ body: () async throws -> Result
  ) async throws -> Result {
    let sale = told(sale, customer: "bob", at: world.now)
    return try await world.pool.transaction { connection in
      _ = try await ConversionIntake.record(sale, at: world.now, program: world.program.id, in: connection)
      return try await body()
    }
  }

  private static func learn(_ click: Click.ID, of sale: String, in world: World) async throws {
    try await world.pool.transaction { connection in
      _ = try await ConversionEnrichment.apply(
        click: click, code: nil, customer: Customers.Told(), subscription: nil, to: sale, at: world.now,
        program: world.program.id, in: connection)
    }
  }

  private func tellShare(of advocate: Advocate.ID, at time: Timestamp, in world: World) async throws {
    try await world.pool.transaction { connection in
      let outcomes = try await ShareIntake.record(
        [.init(sharer: .id(advocate), channel: "mastodon", occurredAt: time)], source: "test", at: world.now,
        program: world.program.id, in: connection)
      try await LateSharing.settle(after: outcomes, at: world.now, program: world.program.id, in: connection)
    }
  }

  private func tellEdge(from: String, to: String, in world: World) async throws {
    let edge = GraphEdges.Told(from: from, to: to, since: world.program.createdAt)
    try await world.pool.transaction { connection in
      _ = try await GraphEdges.add([edge], source: "test", at: world.now, program: world.program.id, in: connection)
      try await LateSharing.settle(after: [edge], at: world.now, program: world.program.id, in: connection)
    }
  }

  /// Whether others hold what a transaction needs.
  private func isRefused(in pool: Pool, _ body: (Connection) async throws -> Void) async throws -> Bool {
    do {
      try await pool.transaction { connection in
        try await connection.execute("SET LOCAL lock_timeout = '100ms'")
        try await body(connection)
      }
      return false
    } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
      return true
    }
  }

  private func isSaleKeptOut(of world: World) async throws -> Bool {
    let sale = told("order-1", customer: "bob", at: world.now)
    return try await isRefused(in: world.pool) { connection in
      _ = try await ConversionIntake.record(sale, at: world.now, program: world.program.id, in: connection)
    }
  }

  private func areDeliveriesKeptOut(of worlds: [World]) async throws -> Bool {
    let arrivals = worlds.map { world in
      Inbox.Arrival(
        id: .timeOrdered(at: world.now), program: world.program.id, source: .timeOrdered(at: world.now),
        externalID: "evt_1", type: "payout.paid", headers: "{}", body: Array("{}".utf8), receivedAt: world.now)
    }
    return try await isRefused(in: worlds[0].pool) { connection in
      _ = try await Inbox.insert(arrivals, in: connection)
    }
  }

  @Test func `a recount keeps sales of its program out while it is begun, and nobody's deliveries`() async throws {
    let world = try await World.made()
    let other = try await World.made()
    let (sale, deliveries) = try await world.pool.transaction { connection in
      _ = try await Runs.begin(
        world.program.attribution, isLive: false, becomesCurrent: false, at: world.now, program: world.program.id,
        in: connection)
      try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
      return (try await isSaleKeptOut(of: world), try await areDeliveriesKeptOut(of: [world, other]))
    }
    #expect(sale)
    #expect(!deliveries)
  }

  @Test func `no sale is counted by a former fit once what there is is marked for a new one`() async throws {
    let world = try await World.made { $0.model = "hazard" }
    let isKeptOut = try await world.pool.transaction { connection in
      _ = try await Fits.store(
        model: "hazard", at: world.now, conversions: 1, numbers: JSONText("{}"), advocates: [],
        program: world.program.id, in: connection)
      return try await isSaleKeptOut(of: world)
    }
    #expect(isKeptOut)
  }

  @Test func `a click that is stored late counts for a sale of the customer's that is on its way`() async throws {
    let world = try await World.made()
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    let click = Click.ID.make(program: world.program.id, at: world.now - .days(1))
    let first = try await world.tell("order-1", click: click, customer: "bob")
    try await world.store(click, through: world.ada, by: visitor)
    try await whileOnItsWay("order-2", in: world) {
      try await world.pool.transaction { connection in
        try await Settlements.mark(
          [(first.conversion.id, world.now)], cause: .click, program: world.program.id, in: connection)
      }
      try await world.settle()
    }
    try await world.settle(at: world.now + .minutes(2))
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
    #expect(try await world.credits("order-2") == ["ada direct": 10_000])
  }

  @Test func `a click that a sale turns out to have counts for another of the customer's that is on its way`()
    async throws
  {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .days(1))
    try await world.tell("order-1", customer: "bob")
    let learning = try await whileOnItsWay("order-2", in: world) {
      let learning = Task { try await Self.learn(click, of: "order-1", in: world) }
      // It waits for the sale, or is done without having seen it.
      let isSettled = try await eventually {
        try await !world.pool.query(
          """
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
          UNION ALL SELECT FROM conversions WHERE click_id IS NOT NULL
          """
        ).isEmpty
      }
      #expect(isSettled)
      return learning
    }
    try await learning.value
    try await world.settle()
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
    #expect(try await world.credits("order-2") == ["ada direct": 10_000])
  }

  @Test(arguments: ["share", "edge"])
  func `a share or an edge that is told late counts for a sale that is on its way`(what: String) async throws {
    let world = try await World.made()
    _ = try await world.person("bob")
    let time = world.now - .days(1)
    if what == "share" { try await world.follow("bob", "ada") } else { try await world.share(world.ada, at: time) }
    try await whileOnItsWay("order-1", in: world) {
      if what == "share" {
        try await tellShare(of: world.ada.advocate, at: time, in: world)
      } else {
        try await tellEdge(from: "ada", to: "bob", in: world)
      }
      try await world.settle()
    }
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
    #expect(
      try await eventually {
        try await world.settle()
        return try await world.credits("order-1") == ["ada exposure": 5_000, "unattributed": 5_000]
      })
    #expect(try await world.pool.query("SELECT FROM exposures_due").isEmpty)
  }
}
