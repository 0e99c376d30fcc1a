import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("A transaction", .database)
struct TransactionTests {
  private var pool: Pool { TestDatabase.current.pool }

  private func counter(_ name: String) async throws -> Int {
    try await pool.query("SELECT n FROM counters WHERE name = \(name)")[0]("n")
  }

  private func prepare() async throws {
    try await pool.execute("CREATE TABLE counters (name text PRIMARY KEY, n bigint NOT NULL)")
    try await pool.execute("INSERT INTO counters VALUES ('a', 0), ('b', 0)")
  }

  @Test func `commits where the closure returns and rolls back where it throws`() async throws {
    try await prepare()
    let name = try await pool.transaction { connection in
      try await connection.execute("UPDATE counters SET n = 1 WHERE name = 'a'")
      return "a"
    }
    #expect(try await counter(name) == 1)
    await #expect(throws: CancellationError.self) {
      try await pool.transaction { connection in
        try await connection.execute("UPDATE counters SET n = 2")
        throw CancellationError()
      }
    }
    #expect(try await counter("a") == 1)
    #expect(pool.stats.open == 1)
  }

  @Test func `an error that the closure swallows still fails it`() async throws {
    try await prepare()
    let error = await #expect(throws: PostgresError.self) {
      try await pool.transaction { connection in
        try await connection.execute("UPDATE counters SET n = 1")
        _ = try? await connection.execute("SELECT 1 / 0")
      }
    }
    #expect(error?.sqlState == .failedTransaction && error?.message.contains("22012") == true)
    #expect(try await counter("a") == 0)
  }

  @Test func `runs again after serialization failures until every increment counts`() async throws {
    try await prepare()
    let pool = pool
    let attempts = Attempts()
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<5 {
            try await pool.transaction(isolation: .serializable, retries: 100) { connection in
              attempts.count()
              let n: Int = try await connection.query("SELECT n FROM counters WHERE name = 'a'")[0]("n")
              try await connection.execute("UPDATE counters SET n = \(n + 1) WHERE name = 'a'")
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await counter("a") == 20)
    #expect(attempts.made >= 20)
  }

  @Test func `runs again after a serialization failure that the closure hid`() async throws {
    try await prepare()
    let attempts = Attempts()
    struct Hidden: Error {}
    try await pool.transaction { connection in
      if attempts.count() < 3 {
        do {
          try await connection.executeScript("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
        } catch { throw Hidden() }
      }
    }
    #expect(attempts.made == 3)
  }

  @Test func `gives up after as many attempts as it may make`() async throws {
    let attempts = Attempts()
    let error = await #expect(throws: PostgresError.self) {
      try await pool.transaction(retries: 2) { connection in
        attempts.count()
        try await connection.executeScript("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
      }
    }
    #expect(error?.sqlState == .serializationFailure)
    #expect(attempts.made == 3)
  }

  @Test func `runs again after a deadlock`() async throws {
    try await prepare()
    let pool = pool
    let attempts = Attempts()
    let firsts = Attempts()
    try await withThrowingTaskGroup { group in
      for (first, second) in [("a", "b"), ("b", "a")] {
        group.addTask {
          try await pool.transaction { connection in
            let attempt = attempts.count()
            try await connection.execute("UPDATE counters SET n = n + 1 WHERE name = \(first)")
            // The first two meet: neither goes on before the other has its row.
            if attempt <= 2 {
              firsts.count()
              try await untilTrue { firsts.made == 2 }
            }
            try await connection.execute("UPDATE counters SET n = n + 1 WHERE name = \(second)")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await counter("a") == 2)
    #expect(try await counter("b") == 2)
    #expect(attempts.made >= 3)
  }

  @Test func `is never run again when the answer to COMMIT is lost`() async throws {
    let attempts = Attempts()
    try await prepare()
    // The trigger ends its own session as the transaction commits.
    try await pool.withConnection {
      try await $0.executeScript(
        """
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER die AFTER UPDATE ON counters DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION die();
        """)
    }
    let error = await #expect(throws: PostgresError.self) {
      try await pool.transaction { connection in
        attempts.count()
        try await connection.execute("UPDATE counters SET n = 1 WHERE name = 'a'")
      }
    }
    #expect(error?.sqlState == .transactionResolutionUnknown)
    #expect(attempts.made == 1)
    #expect(try await counter("a") == 0)
  }

  @Test func `of a cancelled task is rolled back`() async throws {
    try await prepare()
    let pool = pool
    let task = Task {
      try await pool.transaction { connection in
        try await connection.execute("UPDATE counters SET n = 5")
        try await connection.execute("SELECT pg_sleep(600)")
      }
    }
    try await untilTrue {
      try await !pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep(600)'"
      ).isEmpty
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await counter("a") == 0)
    #expect(pool.stats.busy == 0)
  }
}

private final class Attempts: Sendable {
  private let number = Atomic(0)

  var made: Int { number.load(ordering: .sequentiallyConsistent) }

  /// Counts one more; returns which it is.
  @discardableResult
  func count() -> Int { number.add(1, ordering: .sequentiallyConsistent).newValue }
}
