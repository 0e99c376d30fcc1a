import Foundation
import Logging
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The recorder of clicks", .database)
struct ClickRecorderTests {
  private let pool = TestDatabase.current.pool

  /// Runs a recorder for the time of a closure.
  private func recording<Result>(
    _ configure: (inout ClickRecorder.Configuration) -> Void = { _ in }, isStarted: Bool = true,
    _ body: (ClickRecorder) async throws -> Result
  ) async throws -> Result {
    let directory = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var configuration = ClickRecorder.Configuration(url: TestDatabase.current.url, spillDirectory: directory)
    configure(&configuration)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let recorder = try ClickRecorder(configuration, logger: logger)
    let running = isStarted ? Task { try await recorder.run() } : nil
    let result = try await body(recorder)
    running?.cancel()
    _ = await running?.result
    return result
  }

  @Test("one click that cannot be stored takes no other with it")
  func poison() async throws {
    let ada = try await Ada(pool)
    try await Clicks.ensurePartitions(around: .now(), in: pool)
    let fates = try await recording { recorder in
      try await withThrowingTaskGroup(of: (Int, Fate).self) { group in
        for number in 1...50 {
          var click = NewClick.stray(number, of: ada)
          // PostgreSQL's text holds no NUL, and a repeat names its first.
          if number % 10 == 0 { click.referrer = "a\u{0}b" }
          if number % 25 == 1 { click.outcome = .repeat }
          let arrival = click
          group.addTask { (number, await recorder.record(arrival, mayRepeat: false)) }
        }
        return try await group.reduce(into: [Int: Fate]()) { $0[$1.0] = $1.1 }
      }
    }
    for number in 1...50 {
      let isBad = number % 10 == 0 || number % 25 == 1
      #expect((fates[number] == .refused) == isBad)
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 43])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test("too many that wait are turned away, and those that wait are written")
  func bound() async throws {
    let ada = try await Ada(pool)
    try await Clicks.ensurePartitions(around: .now(), in: pool)
    let fates = try await recording({ $0.queueLimit = 10 }, isStarted: false) { recorder in
      try await withThrowingTaskGroup(of: Fate.self) { group in
        for number in 1...25 {
          let click = NewClick.stray(number, of: ada)
          group.addTask { await recorder.record(click, mayRepeat: false) }
        }
        while recorder.metrics.turnedAway < 15 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(recorder.metrics.queueDepth == 10)
        let running = Task { try await recorder.run() }
        let fates = try await group.reduce(into: [Fate]()) { $0.append($1) }
        running.cancel()
        _ = await running.result
        return fates
      }
    }
    #expect(fates.count { $0 == .unavailable } == 15)
    #expect(try await ada.outcomes(in: pool) == ["person": 10])
  }

  @Test("whatever waits when it is stopped is written first; then nothing is taken any more")
  func stop() async throws {
    let ada = try await Ada(pool)
    try await Clicks.ensurePartitions(around: .now(), in: pool)
    try await recording({ $0.batchLimit = 7 }, isStarted: false) { recorder in
      let fates = try await withThrowingTaskGroup(of: Fate.self) { group in
        for number in 1...100 {
          let click = NewClick.stray(number, of: ada)
          group.addTask { await recorder.record(click, mayRepeat: false) }
        }
        while recorder.metrics.queueDepth < 100 { try await Task.sleep(for: .milliseconds(5)) }
        let running = Task { try await recorder.run() }
        running.cancel()
        _ = await running.result
        return try await group.reduce(into: [Fate]()) { $0.append($1) }
      }
      #expect(fates.allSatisfy { if case .kept = $0 { true } else { false } })
      #expect(await recorder.record(.stray(101, of: ada), mayRepeat: false) == .unavailable)
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 100])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test("a month without a partition gets one")
  func partitions() async throws {
    let ada = try await Ada(pool)
    try await recording { recorder in
      for days in [0, 40, 400, -400] {
        var click = NewClick.stray(1, of: ada)
        click.id = .make(program: ada.program, at: .now() + .days(days))
        #expect(await recorder.record(click, mayRepeat: false) == .kept(click.id))
      }
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 4])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test("writers count side by side, and their sums are the rows")
  func rollups() async throws {
    let ada = try await Ada(pool)
    try await Clicks.ensurePartitions(around: .now(), in: pool)
    let link = Link.ID.timeOrdered(at: .now())
    for _ in 0..<2 {
      try await recording({
        $0.writers = 3; $0.batchLimit = 20
      }) { one in
        try await recording { two in
          await withTaskGroup { group in
            for number in 0..<300 {
              var click = NewClick.stray(number % 40, of: ada)
              click.link = link
              click.outcome = number % 3 == 0 ? .bot : .person
              let arrival = click
              let recorder = number % 2 == 0 ? one : two
              group.addTask { _ = await recorder.record(arrival, mayRepeat: false) }
            }
          }
        }
      }
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 400, "bot": 200])
    #expect(try await ada.rollupsAgree(in: pool))
    let slots = try await pool.query("SELECT DISTINCT slot FROM click_counts")
    #expect(slots.count > 1)
  }

  @Test("the metrics say what was done")
  func metrics() async throws {
    let ada = try await Ada(pool)
    try await Clicks.ensurePartitions(around: .now(), in: pool)
    try await recording { recorder in
      for number in 1...3 { _ = await recorder.record(.stray(number, of: ada), mayRepeat: false) }
      let orphan = OrphanClick(
        id: .make(program: ada.program, at: .now()), program: nil, host: "", code: "x", reason: .unknown, link: nil,
        addressPrefix: "")
      _ = await recorder.record(orphan)
      let metrics = recorder.metrics
      #expect(metrics.clicks.first { $0.outcome == "person" }?.count == 3)
      #expect(metrics.clicks.count == 7)
      #expect(metrics.orphans == 1)
      #expect(metrics.batches == 4)
      #expect(metrics.batchSeconds > 0)
      #expect(metrics.queueDepth == 0)
      #expect(metrics.spillBytes == 0)
    }
  }
}

extension Clicks {
  fileprivate static func ensurePartitions(around time: Timestamp, in pool: Pool) async throws {
    try await pool.withConnection { try await ensurePartitions(around: time, in: $0) }
  }
}
