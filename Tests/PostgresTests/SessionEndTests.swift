import TestSupport
import Testing

@testable import Postgres

@Suite("Why the server ended a session", .database)
struct SessionEndTests {
  @Test func `is told by the next statement, also if libpq took the server's last words for a notice`()
    async throws
  {
    let url = TestDatabase.current.url
    try await onOwnThread {
      let connection = try BlockingConnection(url)
      let other = try BlockingConnection(url)
      try other.execute("SELECT pg_terminate_backend(\(connection.backendPID), 60000)")
      // Read while no statement runs, as when the end comes right behind an answer.
      try connection.consumeInput()
      #expect(connection.nextNotification() == nil)
      let error = try #require(throws: PostgresError.self) { try connection.execute("SELECT 1") }
      #expect(error.sqlState == .adminShutdown && error.severity == "FATAL" && !connection.isUsable)
      try connection.reset()
      #expect(try connection.execute("SELECT 1 AS n")[0]("n") == 1)
    }
  }

  @Test(arguments: [1, 100_000]) func `is told in the middle of a COPY`(rows: Int)
    async throws
  {
    let url = TestDatabase.current.url
    try await onOwnThread {
      let connection = try BlockingConnection(url)
      let other = try BlockingConnection(url)
      try connection.execute("CREATE TABLE t (n text)")
      let error = try #require(throws: PostgresError.self) {
        try connection.copyIn("COPY t FROM STDIN") { write in
          try other.execute("SELECT pg_terminate_backend(\(connection.backendPID), 60000)")
          for _ in 0..<rows { try write(Array("some text in a row\n".utf8)) }
        }
      }
      #expect(error.sqlState == .adminShutdown && !connection.isUsable)
    }
  }
}
