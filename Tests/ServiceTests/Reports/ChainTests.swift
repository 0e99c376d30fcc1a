import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The chain of those who were brought in", .database)
struct ChainTests {
  @Test func `generations have their advocates, K, and the credit of these days; trees have a shape`() async throws {
    let world = try await World.made { $0.chainShare = 0.1 }
    let joined = world.program.createdAt
    try await world.pool.transaction { connection in
      for (name, recruiter) in [("linus", world.grace.advocate), ("solo", nil)] {
        let time = joined + .days(10)
        let person = try await People.upsert(
          externalID: name, email: nil, name: nil, at: time, program: world.program.id, in: connection)
        _ = try await Advocates.upsert(
          person: person, recruiter: recruiter, at: time, program: world.program.id, in: connection)
      }
    }
    try await world.visit(world.grace, at: "2026-06-01T10:00:00Z", buying: 10_000, after: .hours(2), as: "a")
    try await world.visit(
      world.ada, at: "2026-06-01T10:00:00Z", buying: 500, after: .hours(2), as: "b", currency: "EUR")
    try await world.visit(world.ada, at: "2026-03-01T10:00:00Z", buying: 700, after: .hours(2), as: "c")
    let result = try await world.report(Reports.chain, from: "2026-06-01", to: "2026-06-02")
    #expect(
      result.lines(
        "generation", "currency", "advocates", "joined", "brought_in", "k", "conversions", "direct", "chain", "total")
        == [
          "0 USD 2 0 1 0.5000 1 0 1000 1000", "0 EUR - - - - 1 500 0 500", "1 USD 1 0 1 1.0000 1 9000 0 9000",
          "2 USD 1 0 0 0.0000 0 0 0 0",
        ])
    // Ada, Grace, Linus: two pairs are one apart, one is two. Grace joined at once, Linus after ten days.
    #expect(
      result.lines(
        "currency", "advocates", "brought_in", "k", "direct", "chain", "total", "trees", "depth", "virality",
        "cycle_days", of: result.totals)
        == ["USD 4 2 0.5000 9000 1000 10000 2 2 1.3333 5.00", "EUR - - - 500 0 500 - - - -"])
    let days = try await world.report(Reports.chain, from: "\(joined.day)", to: "\(joined.day)")
    #expect(days.lines("generation", "joined", "total") == ["0 1 0", "1 1 0", "2 0 0"])
  }
}
