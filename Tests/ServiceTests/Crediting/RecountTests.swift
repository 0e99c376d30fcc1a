import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("A recount is a numbered run beside the old one", .database)
struct RecountTests {
  private func recount(_ world: World, current: Bool = true, _ change: (inout AttributionSettings) -> Void) async throws
  {
    var settings = world.program.attribution
    change(&settings)
    let wanted = settings
    try await world.pool.transaction { connection in
      _ = try await Runs.begin(
        wanted, isLive: false, becomesCurrent: current, at: world.now, program: world.program.id, in: connection)
      try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle()
  }

  private func runs(_ world: World) async throws -> [Runs.Entry] {
    try await world.pool.withConnection { try await Runs.all(program: world.program.id, in: $0) }
  }

  @Test func `both runs can be read, and the new one becomes current`() async throws {
    let world = try await World.made { $0.model = "last_touch" }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    try await world.click(world.ada, at: world.now - .days(2), by: visitor)
    let click = try await world.click(world.grace, at: world.now - .days(1), by: visitor)
    try await world.tell("order-1", click: click)
    try await recount(world) { $0.model = "first_touch" }
    #expect(try await world.credits("order-1", run: 1) == ["grace direct": 10_000])
    #expect(try await world.credits("order-1", run: 2) == ["ada direct": 10_000])
    let runs = try await runs(world)
    #expect(runs.map(\.run) == [2, 1] && runs.map(\.isCurrent) == [true, false] && runs.allSatisfy(\.isLive))
  }

  @Test func `what lands later counts in every run`() async throws {
    let world = try await World.made()
    try await recount(world, current: false) { $0.model = "linear" }
    try await world.tell("order-1")
    try await world.reverse("order-1", 1, as: "refund-1")
    #expect(try await world.credits("order-1", run: 1) == ["unattributed": 9_999])
    #expect(try await world.credits("order-1", run: 2) == ["unattributed": 9_999])
    #expect(try await runs(world).first { $0.isCurrent }?.run == 1)
  }

  @Test func `counting again changes nothing`() async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .days(1))
    try await world.tell("order-1", click: click)
    try await world.pool.transaction { connection in
      try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle()
    let entries = try await world.pool.query("SELECT count(*) AS n FROM ledger")
    #expect(try entries[0].decode("n", as: Int.self) == 1)
  }

  @Test func `sales that land while a run is begun are in it`() async throws {
    let world = try await World.made()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<60 {
        group.addTask { try await world.tell("order-\(number)", .sale, 100) }
      }
      group.addTask { try await recount(world) { $0.model = "linear" } }
      try await group.waitForAll()
    }
    try await world.settle()
    let sums = try await world.pool.query(
      "SELECT run, sum(amount)::bigint AS total FROM ledger GROUP BY run ORDER BY run")
    #expect(try sums.map { try $0.decode("total", as: Int64.self) } == [6_000, 6_000])
  }
}
