import Logging
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("When summaries are worked out", .database)
struct SummaryTests {
  private func query(_ world: World) throws -> ReportQuery {
    try ReportQuery(program: world.program.id, run: 1, days: 365, now: world.now)
  }

  @Test func `a program of which nothing has been worked out is read at once`() async throws {
    let world = try await World.made()
    try await world.visit(world.grace, at: "2026-06-01T10:00:00Z", buying: 100, after: .hours(25), as: "a")
    for report in Reports.all where report.isSummary {
      let result = try await ReportReading.result(of: report, query(world), at: world.now, in: world.pool)
      #expect(result.asOf == world.now)
      #expect(report.name == "amplification" || !result.rows.isEmpty, "\(report.name)")
    }
    for report in Reports.all where !report.isSummary {
      let result = try await ReportReading.result(of: report, query(world), at: world.now, in: world.pool)
      #expect(result.asOf == nil)
    }
  }

  @Test func `a pass that takes long is left to the worker, a short one is not waited for`() async throws {
    let world = try await World.made()
    func asOf(at time: Timestamp) async throws -> Timestamp? {
      try await ReportReading.result(of: Reports.funnel, query(world), at: time, in: world.pool).asOf
    }
    _ = try await asOf(at: world.now)
    try await world.pool.execute("UPDATE summaries SET took_ms = 100")
    #expect(try await asOf(at: world.now + .seconds(2)) == world.now)
    #expect(try await asOf(at: world.now + .seconds(3)) == world.now + .seconds(3))
    try await world.pool.execute("UPDATE summaries SET took_ms = 101")
    #expect(try await asOf(at: world.now + .hours(3)) == world.now + .seconds(3))
  }

  @Test func `the worker comes after a minute where somebody reads, else once a day, and later where it takes long`()
    async throws
  {
    let world = try await World.made()
    let program = world.program.id
    func due(after wait: Duration) async throws -> Bool {
      try await world.pool.withConnection { connection in
        try await Summaries.due(at: world.now + wait, in: connection).contains(program)
      }
    }
    // It was made 200 days ago, and nothing has been worked out.
    #expect(try await due(after: .zero))
    let environment = Environment(
      database: world.pool, address: PublicAddress("http://test"), log: Logger(label: "test"), now: { world.now })
    #expect(try await SummaryWorker(environment: environment).refreshDue() == 1)
    #expect(try await SummaryWorker(environment: environment).refreshDue() == 0)
    try await world.pool.execute("UPDATE summaries SET took_ms = 10")
    #expect(try await !due(after: .hours(23)))
    #expect(try await due(after: .hours(24)))
    try await world.pool.withConnection { connection in
      try await Summaries.noteReading(at: world.now, program: program, in: connection)
    }
    #expect(try await !due(after: .seconds(59)))
    #expect(try await due(after: .seconds(60)))
    try await world.pool.execute("UPDATE summaries SET took_ms = 30000")
    #expect(try await !due(after: .minutes(9)))
    #expect(try await due(after: .minutes(10)))
  }

  @Test func `of several at once one works, and the others leave it or wait`() async throws {
    let world = try await World.made()
    try await world.visit(world.grace, at: "2026-06-01T10:00:00Z", buying: 100, after: .hours(25), as: "a")
    let (pool, program, now) = (world.pool, world.program.id, world.now)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask { try await Summarizing.refresh(program, at: now, in: pool) }
        group.addTask { try await Summarizing.refresh(program, at: now, waits: false, in: pool) }
      }
      for try await _ in group {}
    }
    let result = try await world.report(Reports.lag)
    #expect(result.lines("customers", of: result.totals) == ["1"])
  }
}
