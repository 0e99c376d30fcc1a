import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The lag from first touch to first purchase", .database)
struct LagTests {
  /// Four were touched on 1 June, two of whom bought a day and three days later; four on 11 June, two of whom bought a
  /// day later. It is 15 June, so that these have been watched for two whole days.
  private func world() async throws -> World {
    let world = try await World.made()
    try await world.visit(world.grace, at: "2026-06-01T10:00:00Z", buying: 100, after: .hours(25), as: "a")
    try await world.visit(world.grace, at: "2026-06-01T11:00:00Z", buying: 1000, after: .hours(80), as: "b")
    for hour in 12...13 { try await world.visit(world.ada, at: "2026-06-01T\(hour):00:00Z") }
    for customer in ["c", "d"] {
      try await world.visit(world.ada, at: "2026-06-11T10:00:00Z", buying: 100, after: .hours(24), as: customer)
    }
    for hour in 12...13 { try await world.visit(world.ada, at: "2026-06-11T\(hour):00:00Z") }
    return world
  }

  @Test func `those still to come are as many as older ones brought at the lags that younger ones have not reached`()
    async throws
  {
    let world = try await world()
    let result = try await world.report(Reports.lag)
    // At one day 3 of 8 bought, at three days 1 of the 4 who could have: 3/8 + 1/4 in all, and 4 x 1/4 still to come.
    #expect(
      result.lines("people", "customers", "net", "customers_to_come", "net_to_come", "complete", of: result.totals)
        == ["8 4 1300 1 1000 0.8000"])
    #expect(
      result.lines("currency", "quantile", "days_so_far", "days") == [
        "USD 0.1 1 1", "USD 0.25 1 1", "USD 0.5 1 1", "USD 0.75 1 3", "USD 0.9 3 3", "USD 0.95 3 3", "USD 0.99 3 3",
      ])
    #expect(result.asOf == world.now)
    let older = try await world.report(Reports.lag, to: "2026-06-10")
    #expect(older.lines("people", "customers", "customers_to_come", of: older.totals) == ["4 2 0"])
  }

  @Test func `a click that comes late moves the first touch, and what is taken back in full was no purchase`()
    async throws
  {
    let world = try await world()
    let visitor = Visitor.ID.timeOrdered(at: .earliest)
    try await world.visit(
      world.grace, at: "2026-06-02T10:00:00Z", by: visitor, buying: 500, after: .zero, as: "e")
    let before = try await world.report(Reports.lag, from: "2026-06-02", to: "2026-06-02")
    #expect(before.lines("people", "customers", "net", of: before.totals) == ["1 1 500"])
    #expect(Set(before.lines("days_so_far")) == ["0"])

    try await world.visit(world.ada, at: "2026-05-23T10:00:00Z", by: visitor)
    try await world.reverse("order-a", 40, as: "part")
    try await world.reverse("order-b", 1000, as: "whole")
    let after = try await world.report(Reports.lag, at: world.now + .hours(1))
    #expect(after.lines("people", "customers", "net", of: after.totals) == ["9 4 760"])
    #expect(try await world.report(Reports.lag, from: "2026-06-02", to: "2026-06-02").rows.isEmpty)
    let moved = try await world.report(Reports.lag, from: "2026-05-23", to: "2026-05-23")
    #expect(Set(moved.lines("days_so_far")) == ["10"])
  }

  @Test func `who bought before the first touch, or through an own link, is not among them`() async throws {
    let world = try await World.made()
    let visitor = Visitor.ID.timeOrdered(at: .earliest)
    try await world.tell("order-1", .sale, 100, at: Timestamp("2026-05-01T00:00:00Z")!, customer: "early")
    let late = try await world.visit(world.ada, at: "2026-05-02T00:00:00Z", by: visitor)
    try await world.tell("order-2", .sale, 100, at: Timestamp("2026-05-03T00:00:00Z")!, click: late, customer: "early")
    let own = try await world.click(world.ada, at: Timestamp("2026-05-02T00:00:00Z")!)
    try await world.tell("order-3", .sale, 100, at: Timestamp("2026-05-03T00:00:00Z")!, click: own, customer: "ada")
    let alike = try await world.click(world.ada, at: Timestamp("2026-05-02T00:00:00Z")!)
    try await world.tell(
      "order-4", .sale, 100, at: Timestamp("2026-05-03T00:00:00Z")!, click: alike, customer: "ada-again",
      email: "Ada+shop@people.example")
    let result = try await world.report(Reports.lag)
    #expect(result.rows.isEmpty)
    #expect(result.lines("currency", "people", "customers", "complete", of: result.totals) == ["USD 0 0 -"])
  }

  @Test func `a code used by a lead is a touch, currencies stay apart, and a purchase that names a click alone counts`()
    async throws
  {
    let world = try await World.made()
    try await world.tell(
      "lead-1", .lead, 0, at: Timestamp("2026-05-01T00:00:00Z")!, code: world.grace.code.text, customer: "a")
    try await world.tell("order-1", .sale, 300, at: Timestamp("2026-05-06T00:00:00Z")!, customer: "a", currency: "EUR")
    let click = try await world.click(world.ada, at: Timestamp("2026-05-01T00:00:00.123456Z")!)
    try await world.tell("order-2", .sale, 700, at: Timestamp("2026-05-03T00:00:01Z")!, click: click)
    let result = try await world.report(Reports.lag)
    #expect(
      result.lines("currency", "people", "customers", "net", of: result.totals) == ["USD 2 1 700", "EUR - 1 300"])
    #expect(Set(result.lines("currency", "days")) == ["USD 2", "EUR 5"])
  }
}
