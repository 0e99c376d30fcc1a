import Logging
import Postgres
import Records
import Referrals
import Synchronization
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

  /// Whether others hold what a transaction needs.
  private func isRefused(
    in pool: Pool, _ body: (Connection) async throws -> Void
  ) async throws -> Bool {
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

  @Test func `a recount keeps sales of its program out while it is begun, and nobody's deliveries`() async throws {
    let world = try await World.made()
    let other = try await World.made()
    try await world.pool.transaction { connection in
      _ = try await Recount.begin(
        world.program.attribution, becomesCurrent: false, by: "test", at: world.now, program: world.program.id,
        in: connection)
      #expect(
        try await isRefused(in: world.pool) { connection in
          _ = try await ConversionIntake.record(
            told("order-1", customer: "bob", at: world.now), at: world.now, program: world.program.id, in: connection)
        })
      let isKeptOut = try await isRefused(in: world.pool) { connection in
        let stored = try await Inbox.insert(
          [world, other].map { world in
            Inbox.Arrival(
              id: .timeOrdered(at: world.now), program: world.program.id, source: .timeOrdered(at: world.now),
              externalID: "evt_1", type: "payout.paid", headers: "{}", body: Array("{}".utf8), receivedAt: world.now)
          }, in: connection)
        #expect(stored.count == 2)
      }
      #expect(!isKeptOut)
    }
  }

  @Test func `no sale is counted by a former fit once what there is is marked for a new one`() async throws {
    let world = try await World.made { $0.model = "hazard" }
    try await world.pool.transaction { connection in
      _ = try await Fits.store(
        model: "hazard", at: world.now, conversions: 1, numbers: JSONText("{}"), advocates: [],
        program: world.program.id, in: connection)
      #expect(
        try await isRefused(in: world.pool) { connection in
          _ = try await ConversionIntake.record(
            told("order-1", customer: "bob", at: world.now), at: world.now, program: world.program.id, in: connection)
        })
    }
  }

  @Test func `a click that is stored late counts for a sale of the customer's that is on its way`() async throws {
    let world = try await World.made()
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    let click = Click.ID.make(program: world.program.id, at: world.now - .days(1))
    let first = try await world.tell("order-1", click: click, customer: "bob")
    try await world.store(click, through: world.ada, by: visitor)
    try await world.pool.transaction { connection in
      _ = try await ConversionIntake.record(
        told("order-2", customer: "bob", at: world.now), at: world.now, program: world.program.id, in: connection)
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
    let isDone = Atomic(false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await world.pool.transaction { connection in
        _ = try await ConversionIntake.record(
          told("order-2", customer: "bob", at: world.now), at: world.now, program: world.program.id, in: connection)
        group.addTask {
          try await world.pool.transaction { connection in
            _ = try await ConversionEnrichment.apply(
              click: click, code: nil, customer: Customers.Told(), subscription: nil, to: "order-1", at: world.now,
              program: world.program.id, in: connection)
          }
          isDone.store(true, ordering: .releasing)
        }
        // It waits for the sale, or is done without having seen it.
        #expect(
          try await eventually {
            if isDone.load(ordering: .acquiring) { return true }
            return try await !world.pool.query(
              "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).isEmpty
          })
      }
      try await group.waitForAll()
    }
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
    try await world.pool.transaction { connection in
      _ = try await ConversionIntake.record(
        told("order-1", customer: "bob", at: world.now), at: world.now, program: world.program.id, in: connection)
      try await world.pool.transaction { connection in
        if what == "share" {
          let outcomes = try await ShareIntake.record(
            [.init(externalID: nil, sharer: .id(world.ada.advocate), channel: "mastodon", occurredAt: time)],
            source: "test", at: world.now, program: world.program.id, in: connection)
          try await LateSharing.settle(after: outcomes, at: world.now, program: world.program.id, in: connection)
        } else {
          let edge = GraphEdges.Told(from: "ada", to: "bob", since: world.program.createdAt)
          _ = try await GraphEdges.add(
            [edge], source: "test", at: world.now, program: world.program.id, in: connection)
          try await LateSharing.settle(after: [edge], at: world.now, program: world.program.id, in: connection)
        }
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
