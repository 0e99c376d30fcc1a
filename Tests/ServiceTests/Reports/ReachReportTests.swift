import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Whom advocates reach, and what it was worth", .database)
struct ReachReportTests {
  /// Ada is followed by a hundred, Grace by the last twenty of these and by ten of her own; each of Ada's hundred is
  /// followed by one more. Ada brought Grace in.
  private func followed(_ world: World) async throws {
    var edges = (0..<100).map { GraphEdges.Told(from: "ada", to: "f\($0)", since: world.program.createdAt) }
    edges += (80..<110).map { GraphEdges.Told(from: "grace", to: "f\($0)", since: world.program.createdAt) }
    edges += (0..<100).map { GraphEdges.Told(from: "f\($0)", to: "g\($0)", since: world.program.createdAt) }
    let told = edges
    try await world.pool.transaction { connection in
      _ = try await GraphEdges.add(told, source: "test", at: world.now, program: world.program.id, in: connection)
    }
  }

  @Test func `unique people by hops, who is nobody else's, who came, and revenue for every thousand`() async throws {
    let world = try await World.made()
    try await followed(world)
    try await world.visit(world.ada, at: "2026-06-01T10:00:00Z", buying: 50_000, after: .hours(2), as: "a")
    let result = try await world.report(Reports.reach, from: "2026-06-01", to: "2026-06-02")
    #expect(result.lines("external_id", "within_1", "came", "revenue") == ["ada 102 1 50000", "grace 30 0 0"])
    func number(_ name: String, _ row: Int) throws -> Int64 {
      let column = try #require(result.columns.firstIndex { $0.name == name })
      guard case .integer(let value) = result.rows[row][column] else { return -1 }
      return value
    }
    let (ada, grace) = (try number("within_2", 0), try number("within_2", 1))
    // Ada: a hundred, Grace, who bought, the hundred who follow the hundred, and Grace's ten. Sketches are within a few per cent.
    #expect((190...235).contains(ada) && (45...56).contains(grace), "\(ada), \(grace)")
    let exclusive = (try number("exclusive", 0), try number("exclusive", 1))
    #expect(exclusive.0 > 120 && exclusive.1 < 20, "\(exclusive)")
    let worth = try number("revenue_per_thousand", 0)
    #expect(worth == (50_000 * 1000 + ada / 2) / ada)
    #expect(result.lines("currency", "revenue", of: result.totals) == ["USD 50000"])
  }

  @Test func `who is erased is still counted, and who does not want to be named is not`() async throws {
    let world = try await World.made()
    try await followed(world)
    try await world.pool.transaction { connection in
      let person = try #require(
        try await People.find(
          externalID: "f3", key: nil, email: nil, program: world.program.id, in: connection
        ).first)
      try await People.erase([person], program: world.program.id, in: connection)
      let ada = try #require(
        try await People.find(
          externalID: "ada", key: nil, email: nil, program: world.program.id, in: connection
        ).first)
      _ = try await Consents.insert(
        .init(
          purpose: .namedInReports, given: false, place: nil, occurredAt: world.now, recordedAt: world.now,
          source: "api"),
        of: ada, program: world.program.id, in: connection)
    }
    let result = try await world.report(Reports.reach, from: "2026-06-01", to: "2026-06-02")
    #expect(result.lines("external_id", "name", "within_1") == ["ada - 101", "grace grace 30"])
  }

  @Test func `without advocates or a graph there is nothing, and that is said`() async throws {
    let world = try await World.made()
    let result = try await world.report(Reports.reach, from: "2026-06-01", to: "2026-06-02")
    // Ada brought Grace in: an edge like any other.
    #expect(
      result.lines("external_id", "within_1", "within_2", "exclusive", "overlap") == ["ada 1 1 1 0", "grace 0 0 0 0"])
  }
}

@Suite("Models side by side", .database)
struct ModelsReportTests {
  @Test func `each model that has a run says what it gives to whom, on the same conversions`() async throws {
    let world = try await World.made { $0.model = "last_touch" }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    try await world.click(world.ada, at: world.now - .days(2), by: visitor)
    let click = try await world.click(world.grace, at: world.now - .days(1), by: visitor)
    try await world.tell("order-1", .sale, 1_000, click: click, customer: "cleo")
    var settings = world.program.attribution
    settings.model = "first_touch"
    let first = settings
    try await world.pool.transaction { connection in
      _ = try await Runs.begin(
        first, isLive: false, becomesCurrent: false, at: world.now, program: world.program.id, in: connection)
      try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle()
    let result = try await world.report(Reports.models, from: "2026-06-01", to: "2026-06-15")
    // Where two move alike, the ids decide, which are drawn.
    #expect(
      result.lines("external_id", "currency", "first_touch", "last_touch", "linear", "hazard", "moves").sorted()
        == ["ada USD 1000 0 - - 1000", "grace USD 0 1000 - - 1000"])
    #expect(result.lines("currency", "first_touch", "last_touch", "linear", of: result.totals) == ["USD 1000 1000 -"])
  }
}
