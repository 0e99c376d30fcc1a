import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Reversals net the ledger to the cent", .database)
struct ReversalTests {
  /// A sale of 100.00 that Ada and Grace share to halves.
  private func shared() async throws -> World {
    let world = try await World.made { $0.model = "linear" }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    try await world.click(world.ada, at: world.now - .days(2), by: visitor)
    let click = try await world.click(world.grace, at: world.now - .days(1), by: visitor)
    try await world.tell("order-1", click: click)
    return world
  }

  @Test func `part refunds take their parts`() async throws {
    let world = try await shared()
    try await world.reverse("order-1", 3_333, as: "refund-1")
    #expect(try await world.credits("order-1") == ["ada direct": 3_334, "grace direct": 3_333])
    try await world.reverse("order-1", 6_667, as: "refund-2")
    #expect(try await world.credits("order-1") == [:])
  }

  @Test func `the same refund again takes nothing more`() async throws {
    let world = try await shared()
    #expect(try await world.reverse("order-1", 5_000, as: "refund-1").isNew)
    #expect(try await !world.reverse("order-1", 5_000, as: "refund-1").isNew)
    #expect(try await world.credits("order-1") == ["ada direct": 2_500, "grace direct": 2_500])
  }

  @Test func `a refund above what is left is refused and changes nothing`() async throws {
    let world = try await shared()
    try await world.reverse("order-1", 4_000, as: "refund-1")
    await #expect(throws: ReversalIntake.Exceeds.self) { try await world.reverse("order-1", 6_001, as: "refund-2") }
    #expect(try await world.credits("order-1") == ["ada direct": 3_000, "grace direct": 3_000])
  }

  @Test func `a refund before its sale waits for it`() async throws {
    let world = try await World.made()
    #expect(try await world.reverse("order-1", 2_500, as: "refund-1").reversal.status == .waiting)
    let click = try await world.click(world.ada, at: world.now - .days(1))
    try await world.tell("order-1", click: click)
    #expect(try await world.credits("order-1") == ["ada direct": 7_500])
  }

  @Test func `a refund that waited and exceeds its sale is refused then`() async throws {
    let world = try await World.made()
    try await world.reverse("order-1", 10_001, as: "refund-1")
    try await world.reverse("order-1", 9_000, as: "refund-2")
    try await world.tell("order-1")
    #expect(try await world.credits("order-1") == ["unattributed": 1_000])
  }

  @Test func `a dispute takes the money, and won gives it back`() async throws {
    let world = try await shared()
    try await world.reverse("order-1", 10_000, as: "dispute-1", .dispute)
    #expect(try await world.credits("order-1") == [:])
    #expect(try await world.void("dispute-1", of: "order-1"))
    #expect(try await !world.void("dispute-1", of: "order-1"))
    #expect(try await world.credits("order-1") == ["ada direct": 5_000, "grace direct": 5_000])
  }

  @Test func `a dispute known as won before it was known at all takes nothing`() async throws {
    let world = try await shared()
    try await world.void("dispute-1", of: "order-1")
    #expect(try await world.reverse("order-1", 10_000, as: "dispute-1", .dispute).reversal.status == .voided)
    #expect(try await world.credits("order-1") == ["ada direct": 5_000, "grace direct": 5_000])
  }

  @Test func `refunds at the same instant never take more than there is`() async throws {
    let world = try await shared()
    let taken = await withTaskGroup(of: Int64.self) { group in
      for number in 0..<40 {
        group.addTask {
          (try? await world.reverse("order-1", 700, as: "refund-\(number)").reversal.amount) ?? 0
        }
      }
      return await group.reduce(0, +)
    }
    #expect(taken == 9_800)
    #expect(try await world.credits("order-1") == ["ada direct": 100, "grace direct": 100])
  }

  @Test func `in whatever order they come, the end is the same`() async throws {
    let world = try await World.made { $0.model = "position_based" }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    for day in 1...4 {
      try await world.click(day % 2 == 0 ? world.ada : world.grace, at: world.now - .days(day), by: visitor)
    }
    let click = try await world.click(world.ada, at: world.now - .hours(1), by: visitor)
    for (name, amounts) in [
      ("a", [1_111, 2_222, 3_333]), ("b", [3_333, 1_111, 2_222]), ("c", [2_222, 3_333, 1_111]),
    ] {
      if name != "b" { try await world.tell("order-\(name)", click: click) }
      for amount in amounts { try await world.reverse("order-\(name)", Int64(amount), as: "refund-\(amount)") }
      if name == "b" { try await world.tell("order-\(name)", click: click) }
    }
    let first = try await world.credits("order-a")
    #expect(first.values.reduce(0, +) == 3_334)
    #expect(try await world.credits("order-b") == first)
    #expect(try await world.credits("order-c") == first)
  }

  @Test func `the ledger only ever grows`() async throws {
    let world = try await shared()
    let before = try await entries(world)
    try await world.reverse("order-1", 10_000, as: "refund-1")
    let after = try await entries(world)
    #expect(before.isSubset(of: after) && after.count == before.count + 2)
  }

  private func entries(_ world: World) async throws -> Set<String> {
    Set(try await world.pool.query("SELECT ledger::text AS entry FROM ledger").map { try $0.decode("entry") })
  }
}
