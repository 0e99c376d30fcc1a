import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The funnel", .database)
struct FunnelTests {
  private func time(_ day: Int) -> Timestamp { Timestamp("2026-05-\(day < 10 ? "0" : "")\(day)T23:00:00Z")! }

  /// Cyd comes all the way; others stop, skip a stage, or take everything back.
  private func world() async throws -> World {
    let world = try await World.made()
    let program = world.program.id
    try await world.pool.transaction { connection in
      _ = try await People.upsert(
        externalID: "cyd", email: nil, name: nil, at: time(1), program: program, in: connection)
      _ = try await GraphEdges.add(
        [.init(from: "ada", to: "cyd", since: time(1))], source: "api", at: time(1), program: program, in: connection)
      // One that came before Cyd followed Ada, and one after. Grace, whom Ada brought in, follows her anyway.
      let shares = [world.now - .days(150), time(2)].map { time in
        Share(
          id: .timeOrdered(at: time), externalID: nil, advocate: world.ada.advocate, channel: "mastodon", content: nil,
          url: nil, occurredAt: time, recordedAt: time, consent: false, source: "api")
      }
      _ = try await Shares.insert(shares, program: program, in: connection)
    }
    let click = try await world.click(world.grace, at: time(3))
    try await world.tell("lead", .lead, 0, at: time(4), click: click, customer: "cyd")
    try await world.tell("order-1", .sale, 100, at: time(5), customer: "cyd")
    try await world.tell("order-2", .sale, 100, at: time(6), customer: "cyd")
    try await world.pool.transaction { connection in
      let cyd = try await People.upsert(
        externalID: "cyd", email: nil, name: nil, at: time(7), program: program, in: connection)
      _ = try await Advocates.upsert(person: cyd, recruiter: nil, at: time(7), program: program, in: connection)
    }
    try await world.click(world.grace, at: time(3))
    try await world.tell("order-3", .sale, 100, at: time(5), customer: "out-of-nowhere")
    let back = try await world.click(world.grace, at: time(3))
    try await world.tell("order-4", .sale, 100, at: time(5), click: back, customer: "sorry")
    try await world.reverse("order-4", 100, as: "refund")
    let own = try await world.click(world.ada, at: time(3))
    try await world.tell("order-5", .sale, 100, at: time(5), click: own, customer: "ada")
    return world
  }

  @Test func `everybody enters each stage once, and goes on or not`() async throws {
    let world = try await world()
    let result = try await world.report(Reports.funnel)
    #expect(
      result.lines("stage", "people", "came", "came_share", "moved", "moved_share") == [
        "awareness 2 - - 1 0.5000", "consideration 3 1 0.3333 1 0.3333", "preference 1 1 1.0000 1 1.0000",
        "action 3 1 0.3333 1 0.3333", "loyalty 1 1 1.0000 1 1.0000", "advocacy 2 1 0.5000 - -",
      ])
    #expect(result.totals.isEmpty)
  }

  @Test func `a day is the reader's, and what is left out of it has still happened`() async throws {
    let world = try await world()
    let utc = try await world.report(Reports.funnel, from: "2026-05-05", to: "2026-05-05")
    #expect(utc.lines("people") == ["0", "0", "0", "3", "0", "0"].replacingLast(with: "1"))
    #expect(utc.lines("stage", "came", "moved")[3] == "action 1 1")
    let berlin = try await world.report(Reports.funnel, from: "2026-05-06", to: "2026-05-06", zone: "Europe/Berlin")
    #expect(berlin.lines("people") == utc.lines("people"))
    #expect(try await world.report(Reports.funnel, from: "2026-05-20", to: "2026-05-21").rows.isEmpty)
  }

  @Test func `what is gone is gone from the counts, and doing it twice changes nothing`() async throws {
    let world = try await world()
    let first = try await world.report(Reports.funnel)
    #expect(try await world.report(Reports.funnel, at: world.now + .hours(1)).rows == first.rows)
    try await world.reverse("order-2", 100, as: "refund-2")
    let second = try await world.report(Reports.funnel, at: world.now + .hours(2))
    #expect(second.lines("stage", "people", "came")[4...] == ["loyalty 0 0", "advocacy 2 0"])
    #expect(try await world.pool.query("SELECT FROM stage_counts WHERE loyalty > 0").isEmpty)
  }
}

extension [String] {
  fileprivate func replacingLast(with last: String) -> [String] { dropLast() + [last] }
}
