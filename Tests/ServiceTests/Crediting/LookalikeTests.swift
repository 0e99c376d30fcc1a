import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Ids that look the same and are not the same", .database)
struct LookalikeTests {
  /// An e with an acute accent, as one character and as two.
  private let names = ["caf\u{e9}", "cafe\u{301}"]

  private func recount(_ world: World) async throws {
    try await world.pool.transaction { connection in
      try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle()
  }

  /// Of which conversions the audit says that more was taken than there is.
  private func overdrawn(_ world: World) async throws -> [String] {
    try await Audit.run(at: world.now, in: world.pool).outcomes.filter { $0.check.name == "reversals" }
      .flatMap(\.examples).flatMap(\.ids).filter { $0.name == "external_id" }.map(\.value)
  }

  @Test func `two sales keep their own refunds, told one by one and counted together`() async throws {
    let world = try await World.made()
    for name in names {
      try await world.tell(name, click: try await world.click(world.ada, at: world.now - .days(1)))
    }
    try await world.reverse(names[0], 10_000, as: "refund-1")
    try await recount(world)
    #expect(try await world.credits(names[0]) == [:])
    #expect(try await world.credits(names[1]) == ["ada direct": 10_000])
    try await world.reverse(names[1], 10_000, as: "refund-2")
    try await recount(world)
    #expect(try await world.credits(names[1]) == [:])
    #expect(try await overdrawn(world) == [])
  }

  @Test func `two sales of two customers are taken in together, each with the refund that waited for it`() async throws
  {
    let world = try await World.made()
    try await world.reverse(names[1], 2_500, as: "refund")
    let click = try await world.click(world.ada, at: world.now - .days(1))
    let told = names.map { name in
      var told = ConversionIntake.Told(
        externalID: name, type: .sale, amount: Money(10_000, Currency("USD")!), occurredAt: world.now, source: "test")
      told.click = click
      told.customerID = name
      return told
    }
    let recorded = try await world.pool.transaction { connection in
      try await ConversionIntake.record(told, at: world.now, program: world.program.id, in: connection)
    }
    let conversions = try recorded.map { try #require($0).conversion }
    #expect(conversions.map { Array($0.externalID.utf8) } == names.map { Array($0.utf8) })
    #expect(Set(conversions.map(\.id)).count == 2 && Set(conversions.map(\.customer)).count == 2)
    #expect(try await world.credits(names[0]) == ["ada direct": 10_000])
    #expect(try await world.credits(names[1]) == ["ada direct": 7_500])
  }

  @Test func `an edge is between the two who are named`() async throws {
    let world = try await World.made()
    let program = world.program.id
    let edges = names.map { GraphEdges.Told(from: "ada", to: $0) }
    let added = try await world.pool.transaction { connection in
      try await GraphEdges.add(edges, source: "test", at: world.now, program: program, in: connection)
    }
    #expect(added == 2)
    let people = try await world.pool.query(
      """
      SELECT p.external_id FROM graph_edges g JOIN people p ON p.program_id = g.program_id AND p.id = g.to_person
      WHERE g.source = 'test'
      """)
    #expect(Set(try people.map { ExactText(try $0.decode("external_id")) }) == Set(names.map(\.exact)))
  }

  @Test func `a conversion of which more was taken than there is stays as it is, and the others are counted`()
    async throws
  {
    let world = try await World.made()
    for name in ["order-1", "order-2"] {
      try await world.tell(name, click: try await world.click(world.ada, at: world.now - .days(1)))
    }
    try await world.reverse("order-1", 4_000, as: "refund-1")
    try await world.reverse("order-2", 4_000, as: "refund-2")
    // No way in brings this about; somebody's hand may.
    try await world.pool.execute("UPDATE reversals SET amount = 10001 WHERE external_id = 'refund-1'")
    try await world.pool.execute("UPDATE reversals SET amount = 5000 WHERE external_id = 'refund-2'")
    try await recount(world)
    #expect(try await world.credits("order-1") == ["ada direct": 6_000])
    #expect(try await world.credits("order-2") == ["ada direct": 5_000])
    #expect(try await overdrawn(world) == ["order-1"])
  }
}
