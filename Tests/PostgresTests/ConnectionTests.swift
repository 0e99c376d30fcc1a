import Foundation
import Postgres
import TestSupport
import Testing

@Suite("A connection", .database)
struct ConnectionTests {
  @Test func `counts what a statement changed`() async throws {
    let connection = try await Connection.open(TestDatabase.current.url)
    try await connection.execute("CREATE TABLE t (n bigint)")
    #expect(try await connection.execute("INSERT INTO t SELECT generate_series(1, \(10))") == 10)
    #expect(try await connection.execute("DELETE FROM t WHERE n > \(7)") == 3)
    #expect(try await connection.query("SELECT n FROM t").count == 7)
  }

  @Test func `keeps statements prepared, up to a bound`() async throws {
    let connection = try await Connection.open(TestDatabase.current.url, statementCacheSize: 3)
    for round in 0..<5 {
      for column in 0..<5 {
        let rows = try await connection.query("SELECT \(round) AS \(unsafe: "c\(column)")")
        #expect(try rows[0]("c\(column)") == round)
      }
      #expect(try await connection.query("SELECT \("text") AS c0")[0]("c0") == "text")
    }
    #expect(
      try await connection.query("SELECT count(*) AS n FROM pg_prepared_statements")[0].decode("n", as: Int.self) <= 3)
  }

  @Test func `prepares anew when a table has changed`() async throws {
    let connection = try await Connection.open(TestDatabase.current.url)
    try await connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    #expect(try await connection.query("SELECT * FROM t").columns == ["a"])
    try await connection.execute("ALTER TABLE t ADD COLUMN b text DEFAULT 'new'")
    let rows = try await connection.query("SELECT * FROM t")
    #expect(rows.columns == ["a", "b"])
    #expect(try rows[0]("b") == "new")
  }

  @Test func `stops a statement whose task is cancelled, and goes on`() async throws {
    let connection = try await Connection.open(TestDatabase.current.url)
    let task = Task { try await connection.query("SELECT pg_sleep(600)") }
    try await untilTrue {
      try await TestDatabase.current.pool.query(
        """
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%' AND state = 'active'
        """
      ).count == 1
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await connection.query("SELECT 1 AS one")[0]("one") == 1)
    #expect(connection.isIdle)
  }

  @Test func `cancelling never hits the next statement`() async throws {
    let connection = try await Connection.open(TestDatabase.current.url)
    for _ in 0..<50 {
      let task = Task { try? await connection.query("SELECT pg_sleep(0.002)") }
      try await Task.sleep(for: .milliseconds(2))
      task.cancel()
      _ = await task.value
      #expect(try await connection.query("SELECT 1 AS one")[0]("one") == 1)
    }
  }

  @Test func `that waits holds up no other task`() async throws {
    let url = TestDatabase.current.url
    let holder = try await Connection.open(url)
    try await holder.query("SELECT pg_advisory_lock(1)")
    // More statements that wait than the cooperative pool has threads, and the one that ends their wait.
    let waiting = (0..<4 * ProcessInfo.processInfo.activeProcessorCount).map { _ in
      Task { try await Connection.open(url).query("SELECT pg_advisory_xact_lock_shared(1)").count }
    }
    try await untilTrue {
      try await holder.query(
        """
        SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted
        """
      ).count == waiting.count
    }
    try await holder.query("SELECT pg_advisory_unlock(1)")
    for task in waiting { #expect(try await task.value == 1) }
  }

  @Test func `rows outlive the connection and may be read anywhere`() async throws {
    let rows = try await Connection.open(TestDatabase.current.url).query("SELECT n FROM generate_series(1, 1000) AS n")
    let sums = await withTaskGroup { group in
      for part in 0..<4 {
        group.addTask { rows.dropFirst(part * 250).prefix(250).reduce(0) { $0 + ((try? $1("n")) ?? 0) } }
      }
      return await group.reduce(0, +)
    }
    #expect(sums == 500_500)
  }

  @Test func `times are in UTC unless the URL says otherwise`() async throws {
    let url = TestDatabase.current.url
    let zone: SQL = "SELECT current_setting('TimeZone') AS zone"
    #expect(try await Connection.open(url).query(zone)[0]("zone") == "UTC")
    let other = try await Connection.open(url + "&options=-c%20TimeZone%3DAsia%2FTokyo")
    #expect(try await other.query(zone)[0]("zone") == "Asia/Tokyo")
  }
}

@Suite("A blocking connection, on a thread of its own", .database)
struct BlockingConnectionTests {
  @Test func `runs what was prepared by name`() async throws {
    let url = TestDatabase.current.url
    try await onOwnThread {
      let connection = try BlockingConnection(url)
      try connection.executeScript("CREATE TABLE t (id uuid, n bigint, name text)")
      try connection.prepare(
        "insert", "INSERT INTO t SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[])", types: [])
      var ids = PostgresArray<UUID>()
      var numbers = PostgresArray<Int>()
      var names = PostgresArray<String?>()
      var parameters = PostgresParameters()
      for batch in 0..<3 {
        for number in 0..<100 {
          ids.append(UUID())
          numbers.append(batch * 100 + number)
          names.append(number % 2 == 0 ? nil : "n\(number)")
        }
        parameters.append(ids)
        parameters.append(numbers)
        parameters.append(names)
        #expect(try connection.executePrepared("insert", parameters).affected == 100)
        ids.removeAll()
        numbers.removeAll()
        names.removeAll()
        parameters.removeAll()
      }
      let rows = try connection.execute("SELECT count(*) AS n, sum(n) AS sum, count(name) AS named FROM t")
      #expect(try rows[0]("n") == 300 && rows[0]("sum") == 44_850 && rows[0]("named") == 150)
    }
  }

  @Test func `rolls back where the body throws`() async throws {
    let url = TestDatabase.current.url
    try await onOwnThread {
      let connection = try BlockingConnection(url)
      try connection.execute("CREATE TABLE t (n int)")
      #expect(throws: CancellationError.self) {
        try connection.transaction {
          try connection.execute("INSERT INTO t VALUES (1)")
          throw CancellationError()
        }
      }
      #expect(try connection.execute("SELECT FROM t").isEmpty && connection.isIdle)
    }
  }

  @Test func `notices that its server process is gone, and comes back by reset`() async throws {
    let url = TestDatabase.current.url
    try await onOwnThread {
      let connection = try BlockingConnection(url)
      let other = try BlockingConnection(url)
      #expect(try connection.execute("SELECT \(1) AS n")[0]("n") == 1)
      try other.execute("SELECT pg_terminate_backend(\(connection.backendPID), 10000)")
      let error = try #require(throws: PostgresError.self) { try connection.execute("SELECT \(1) AS n") }
      #expect(error.sqlState == .adminShutdown && error.isConnectionFailure && !connection.isUsable)
      try connection.reset()
      #expect(try connection.execute("SELECT \(1) AS n")[0]("n") == 1)
    }
  }

  @Test func `refuses parameters where there can be none`() async throws {
    let url = TestDatabase.current.url
    try await onOwnThread {
      let connection = try BlockingConnection(url)
      #expect(throws: PostgresError.self) { try connection.executeScript("SELECT \(1)") }
      #expect(throws: PostgresError.self) { try connection.prepare("x", "SELECT \(1)", types: []) }
      #expect(connection.isIdle)
    }
  }
}
