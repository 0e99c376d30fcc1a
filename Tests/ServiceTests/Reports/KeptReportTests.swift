import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Answers that are kept", .database)
struct KeptReportTests {
  private func query(_ world: World) throws -> ReportQuery {
    try ReportQuery(program: world.program.id, run: 1, now: world.now)
  }

  @Test func `what took long is answered at once and renewed behind the reader's back`() async throws {
    let world = try await World.made()
    let kept = KeptReports(least: .zero, size: 0)
    func net(at time: Timestamp) async throws -> String {
      let result = try await kept.result(of: Reports.revenue, query(world), at: time, in: world.pool)
      return result.lines("net", of: result.totals)[0] + (result.asOf.map { " as of \($0)" } ?? "")
    }
    #expect(try await net(at: world.now) == "0")
    try await world.tell("order-1", .sale, 700)
    #expect(try await net(at: world.now) == "0 as of \(world.now)")
    let later = world.now + .hours(20)
    #expect(try await net(at: later) == "0 as of \(world.now)")
    #expect(try await eventually { try await net(at: later) == "700 as of \(later)" })
    try await world.tell("order-2", .sale, 100)
    #expect(try await net(at: later + .hours(24)) == "800")
  }

  @Test func `what takes less, or has little to add up, is always worked out; another question has its own answer`()
    async throws
  {
    let world = try await World.made()
    let fast = KeptReports(least: .seconds(3600), size: 0)
    let small = KeptReports(least: .zero)
    let slow = KeptReports(least: .zero, size: 0)
    for (amount, total) in [(700, "700"), (100, "800")] as [(Int64, String)] {
      try await world.tell("order-\(amount)", .sale, amount)
      for kept in [fast, small] {
        let result = try await kept.result(of: Reports.revenue, query(world), at: world.now, in: world.pool)
        #expect(result.lines("net", of: result.totals) == [total])
        #expect(result.asOf == nil)
      }
      let other = try ReportQuery(program: world.program.id, run: 1, limit: Int(amount), now: world.now)
      let asked = try await slow.result(of: Reports.revenue, other, at: world.now, in: world.pool)
      #expect(asked.lines("net", of: asked.totals) == [total])
    }
  }
}
