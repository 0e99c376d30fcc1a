import Foundation
import Logging
import Postgres
import TestSupport
import Testing

/// A logger for tests in which failing is what is wanted.
let quiet: Logger = {
  var logger = Logger(label: "tests")
  logger.logLevel = .critical
  return logger
}()

@Suite("A pool", .database)
struct PoolTests {
  private func pool(size: Int, wait: Duration = .seconds(30)) -> Pool {
    Pool(.init(url: TestDatabase.current.url, size: size, maximumWait: wait), logger: quiet)
  }

  @Test func `opens connections when they are needed, and no more than it may`() async throws {
    let pool = pool(size: 3)
    #expect(pool.stats == .init(size: 3, open: 0, busy: 0, waiting: 0))
    try await pool.query("SELECT 1")
    try await pool.query("SELECT 1")
    #expect(pool.stats == .init(size: 3, open: 1, busy: 0, waiting: 0))
    let backends = try await withThrowingTaskGroup { group in
      for _ in 0..<30 {
        group.addTask {
          try await pool.query("SELECT pg_backend_pid() AS pid, pg_sleep(0.01)")[0].decode("pid", as: Int.self)
        }
      }
      return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(backends.count <= 3 && pool.stats.open <= 3)
    await pool.close()
    #expect(pool.stats.open == 0)
  }

  @Test func `refuses who has waited too long`() async throws {
    let pool = pool(size: 1, wait: .milliseconds(50))
    // Making the first connection may take longer than that.
    try await untilTrue { (try? await pool.query("SELECT 1")) != nil }
    try await pool.withConnection { _ in
      let error = await #expect(throws: PoolError.self) { try await pool.query("SELECT 1") }
      guard case .exhausted = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    #expect(try await pool.query("SELECT 1 AS one")[0]("one") == 1)
    #expect(pool.stats.waiting == 0)
    await pool.close()
  }

  @Test func `serves who waits in turn`() async throws {
    let pool = pool(size: 1)
    let order = Order()
    try await withThrowingTaskGroup { group in
      try await pool.withConnection { _ in
        for number in 0..<5 {
          group.addTask { try await pool.withConnection { _ in await order.append(number) } }
          try await untilTrue { pool.stats.waiting == number + 1 }
        }
      }
      try await group.waitForAll()
    }
    #expect(await order.numbers == [0, 1, 2, 3, 4])
    await pool.close()
  }

  @Test func `lets a cancelled task out of the line`() async throws {
    let pool = pool(size: 1)
    try await pool.withConnection { _ in
      let waiting = Task { try await pool.query("SELECT 1") }
      try await untilTrue { pool.stats.waiting == 1 }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      #expect(pool.stats.waiting == 0)
    }
    await pool.close()
  }

  @Test func `replaces connections that were killed while idle, without anybody noticing`() async throws {
    let pool = pool(size: 4)
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 { group.addTask { try await pool.query("SELECT pg_sleep(0.05)") } }
      try await group.waitForAll()
    }
    _ = try await kill(where: "state = 'idle'")
    for _ in 0..<8 { #expect(try await pool.query("SELECT 1 AS one")[0]("one") == 1) }
    await pool.close()
  }

  @Test func `a connection killed at work costs its statement an error and nothing else`() async throws {
    let pool = pool(size: 2)
    let victim = Task { try await pool.query("SELECT pg_sleep(600)") }
    try await untilTrue { try await self.kill(where: "wait_event = 'PgSleep'") == 1 }
    let error = await #expect(throws: PostgresError.self) { try await victim.value }
    #expect(error?.sqlState == .adminShutdown)
    #expect(try await pool.query("SELECT 1 AS one")[0]("one") == 1)
    await pool.close()
  }

  @Test func `does not lend a connection again that came back inside a transaction`() async throws {
    let pool = pool(size: 1)
    let pid: Int = try await pool.withConnection { connection in
      try await connection.execute("BEGIN")
      return try await connection.query("SELECT pg_backend_pid() AS pid")[0]("pid")
    }
    #expect(try await pool.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int.self) != pid)
    await pool.close()
  }

  @Test func `waits for what is lent out when it closes, and refuses what comes later`() async throws {
    let pool = pool(size: 1)
    try await TestDatabase.current.pool.withConnection { gate in
      try await gate.query("SELECT pg_advisory_lock(1)")
      let work = Task { try await pool.query("SELECT pg_advisory_lock_shared(1), 1 AS one") }
      try await untilTrue { pool.stats.busy == 1 }
      let waiting = Task { try await pool.query("SELECT 1") }
      try await untilTrue { pool.stats.waiting == 1 }
      let closing = Task {
        await pool.close()
        return pool.stats.open
      }
      await #expect(throws: PoolError.self) { try await waiting.value }
      await #expect(throws: PoolError.self) { try await pool.query("SELECT 1") }
      #expect(pool.stats.busy == 1)
      try await gate.query("SELECT pg_advisory_unlock(1)")
      #expect(await closing.value == 0)
      #expect(try await work.value.count == 1)
    }
  }

  @Test func `says why no connection could be made`() async throws {
    let url = "postgresql:///x?host=/tmp/no-such-directory&user=x"
    let pool = Pool(.init(url: url, maximumWait: .milliseconds(100)), logger: quiet)
    var failure: PostgresError?
    try await untilTrue {
      // Until the first attempt has failed, the pool knows of no reason.
      let error = await #expect(throws: PoolError.self) { try await pool.query("SELECT 1") }
      if case .unavailable(let cause) = error { failure = cause }
      return failure != nil
    }
    let cause = try #require(failure)
    #expect(cause.sqlState == .cannotConnect && "\(cause)".contains("/tmp/no-such-directory"))
    await pool.close()
  }

  /// Ends the other sessions of the test's database for which something is so, and waits for their ends; returns how
  /// many they were.
  private func kill(where condition: String) async throws -> Int {
    try await TestDatabase.current.pool.query(
      """
      SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND \(unsafe: condition)
      """
    ).count
  }
}

private actor Order {
  var numbers: [Int] = []

  func append(_ number: Int) { numbers.append(number) }
}
