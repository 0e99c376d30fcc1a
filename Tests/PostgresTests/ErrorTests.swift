import Postgres
import TestSupport
import Testing

@Suite("An error says what the server said", .database)
struct ErrorTests {
  private var pool: Pool { TestDatabase.current.pool }

  private func error(_ sql: SQL) async throws -> PostgresError {
    try #require(await #expect(throws: PostgresError.self) { try await pool.execute(sql) })
  }

  @Test func `violations name the constraint`() async throws {
    try await pool.withConnection {
      try await $0.executeScript(
        """
        CREATE TABLE keepers (id int CONSTRAINT keepers_pkey PRIMARY KEY, age int NOT NULL CONSTRAINT age_is_real CHECK (age > 0));
        CREATE TABLE pets (owner int CONSTRAINT pets_owner_fkey REFERENCES keepers);
        INSERT INTO keepers VALUES (1, 36);
        """)
    }
    let unique = try await error("INSERT INTO keepers VALUES (1, 2)")
    #expect(unique.sqlState == .uniqueViolation && unique.constraint == "keepers_pkey" && unique.table == "keepers")
    #expect(unique.detail == "Key (id)=(1) already exists." && unique.severity == "ERROR" && unique.schema == "public")
    let check = try await error("INSERT INTO keepers VALUES (2, \(-1))")
    #expect(check.sqlState == .checkViolation && check.constraint == "age_is_real" && check.isConstraintViolation)
    let null = try await error("INSERT INTO keepers VALUES (2, NULL)")
    #expect(null.sqlState == .notNullViolation && null.column == "age")
    let foreign = try await error("INSERT INTO pets VALUES (7)")
    #expect(foreign.sqlState == .foreignKeyViolation && foreign.constraint == "pets_owner_fkey")
    #expect(pool.stats.open == 1, "an error costs no connection")
  }

  @Test func `mistakes have a position and a hint`() async throws {
    let syntax = try await error("SELEKT 1")
    #expect(syntax.sqlState == .syntaxError && syntax.position == 1)
    #expect(try await error("SELECT * FROM nowhere").sqlState == .undefinedTable)
    #expect(try await error("SELECT wher FROM (SELECT 1 AS where_) AS t").sqlState == .undefinedColumn)
    let raised = try await error("SELECT 1 / \(0)")
    #expect(raised.sqlState.rawValue == "22012" && raised.message == "division by zero")
  }

  @Test func `a database that is not there`() async throws {
    let url = try ConnectionURL(TestDatabase.current.url).with(database: "nowhere").description
    let error = try #require(throws: PostgresError.self) { try BlockingConnection(url) }
    #expect(error.sqlState == .unknownDatabase && error.severity == "FATAL")
    #expect(error.message.contains(#"database "nowhere" does not exist"#) && !error.message.contains("LOCATION"))
    #expect(!error.message.contains("3D000"))
    let pool = Pool(.init(url: url))
    await #expect(throws: PoolError.self) { try await pool.query("SELECT 1") }
  }

  @Test func `a server that is not there`() throws {
    let error = try #require(throws: PostgresError.self) {
      try BlockingConnection("postgresql:///x?host=/tmp/no-such-directory&user=x")
    }
    #expect(error.sqlState == .cannotConnect && error.isConnectionFailure)
    #expect(error.message.contains("/tmp/no-such-directory"))
  }

  @Test func `a URL that is none`() throws {
    let error = try #require(throws: PostgresError.self) { try BlockingConnection("postgresql://[::1") }
    #expect(error.message.contains("IPv6"))
    #expect(throws: PostgresError.self) { try ConnectionURL("postgresql://h/d?colour=red") }
  }

  @Test func `COPY through the wrong call leaves the connection sound`() async throws {
    #expect(try await error("COPY (SELECT 1) TO STDOUT").sqlState == .featureNotSupported)
    try await pool.withConnection { connection in
      await #expect(throws: PostgresError.self) { try await connection.executeScript("COPY (SELECT 1) TO STDOUT") }
      await #expect(throws: PostgresError.self) { try await connection.copyOut("SELECT 1") { _ in } }
      let one: Int = try await connection.query("SELECT 1 AS one")[0]("one")
      #expect(one == 1)
    }
  }
}
