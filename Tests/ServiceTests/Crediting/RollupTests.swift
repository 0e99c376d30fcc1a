import Postgres
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Rollups", .database)
struct RollupTests {
  @Test func `taken down and put up again, they are as they were`() async throws {
    let world = try await World.made { $0.chainShare = 0.25 }
    for number in 0..<20 {
      let click = try await world.click(number % 3 == 0 ? world.ada : world.grace, at: world.now - .hours(number + 1))
      try await world.tell(
        "order-\(number)", number % 2 == 0 ? .sale : .renewal, Int64(1_000 + number),
        at: world.now - .minutes(number * 7),
        click: number % 5 == 0 ? nil : click, customer: "customer-\(number % 4)")
    }
    try await world.reverse("order-1", 400, as: "refund-1")
    try await world.reverse("order-2", 1_002, as: "refund-2")
    try await world.settle()
    let before = try await rollups(world)
    // What those who were brought in see is kept, and stands in the way of going down.
    try await world.pool.execute("DELETE FROM graph_edges")
    let migrator = Migrator(directory: TestServer.migrations, url: TestDatabase.current.url)
    let down = try await migrator.down(to: 17)
    #expect(down.contains { $0.name == "create_revenue_counts" })
    try await migrator.up()
    #expect(try await rollups(world) == before)
    #expect(before.count > 20)
  }

  private func rollups(_ world: World) async throws -> [String] {
    try await world.pool.query(
      """
      SELECT 'revenue ' || c::text AS line FROM revenue_counts c
      UNION ALL SELECT 'credit ' || c::text FROM credit_counts c
      UNION ALL SELECT 'advocate ' || c::text FROM advocate_credit_counts c
      ORDER BY line
      """
    ).map { try $0.decode("line") }
  }
}
