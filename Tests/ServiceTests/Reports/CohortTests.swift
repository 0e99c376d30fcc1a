import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Cohorts of customers", .database)
struct CohortTests {
  @Test func `what a referred customer and another have bought is told month by month, net`() async throws {
    let world = try await World.made()
    try await world.visit(world.grace, at: "2026-03-01T10:00:00Z", buying: 10_000, after: .hours(2), as: "referred")
    try await world.tell(
      "again", .renewal, 6000, at: Timestamp("2026-05-31T23:59:59Z")!, customer: "referred")
    try await world.tell("plain-1", .sale, 3000, at: Timestamp("2026-03-31T23:59:59Z")!, customer: "plain")
    try await world.tell("plain-2", .sale, 1000, at: Timestamp("2026-04-01T00:00:00Z")!, customer: "plain")
    try await world.tell("other-1", .sale, 2000, at: Timestamp("2026-03-02T00:00:00Z")!, customer: "other")
    try await world.tell("nobody", .sale, 90_000, at: Timestamp("2026-03-02T00:00:00Z")!)
    try await world.reverse("again", 2000, as: "part")
    let result = try await world.report(Reports.cohorts)
    #expect(
      result.lines(
        "cohort", "currency", "months", "referred_customers", "referred_net", "referred_value", "other_customers",
        "other_net", "other_value", "ratio") == [
          "2026-03-01 USD 0 1 10000 10000 2 5000 2500 4.00", "2026-03-01 USD 1 1 10000 10000 2 6000 3000 3.33",
          "2026-03-01 USD 2 1 14000 14000 2 6000 3000 4.67", "2026-03-01 USD 3 1 14000 14000 2 6000 3000 4.67",
        ])
    #expect(
      result.lines("currency", "referred_customers", "referred_net", "other_customers", "other_net", of: result.totals)
        == ["USD 1 14000 2 6000"])
    #expect(try await world.report(Reports.cohorts, from: "2026-04-01").rows.isEmpty)
  }

  @Test func `who is referred only after the first purchase is not, and currencies have cohorts of their own`()
    async throws
  {
    let world = try await World.made()
    try await world.tell("first", .sale, 1000, at: Timestamp("2026-06-01T00:00:00Z")!, customer: "a")
    let click = try await world.click(world.ada, at: Timestamp("2026-06-02T00:00:00Z")!)
    try await world.tell(
      "second", .sale, 500, at: Timestamp("2026-06-03T00:00:00Z")!, click: click, customer: "a", currency: "EUR")
    let named = try await world.click(world.ada, at: Timestamp("2026-06-04T00:00:30Z")!)
    try await world.tell(
      "clocks-differ", .sale, 800, at: Timestamp("2026-06-04T00:00:00Z")!, click: named, customer: "b", currency: "EUR")
    let result = try await world.report(Reports.cohorts)
    #expect(
      result.lines("currency", "referred_customers", "referred_net", "other_customers", "other_net")
        == ["USD 0 0 1 1000", "EUR 1 800 1 500"])
    #expect(result.lines("currency", "ratio", of: result.totals) == ["USD -", "EUR 1.60"])
  }
}
