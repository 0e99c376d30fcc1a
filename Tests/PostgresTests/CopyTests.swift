import Foundation
import Postgres
import TestSupport
import Testing

@Suite("COPY", .database)
struct CopyTests {
  private var pool: Pool { TestDatabase.current.pool }

  private func prepare() async throws {
    try await pool.execute("CREATE TABLE t (id bigint PRIMARY KEY, name text, at timestamptz)")
  }

  @Test func `rows go in and come out as CSV, cut anywhere`() async throws {
    try await prepare()
    let csv = (1...5000).map { "\($0),\"name, \"\"\($0)\"\" 😀\",2024-01-01 00:00:00+00\n" }.joined()
    let bytes = Array(csv.utf8)
    let pieces = AsyncStream { continuation in
      for start in stride(from: 0, to: bytes.count, by: 7777) {
        continuation.yield(Array(bytes[start..<min(bytes.count, start + 7777)]))
      }
      continuation.finish()
    }
    try await pool.withConnection { connection in
      #expect(try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)", from: pieces) == 5000)
      var out: [UInt8] = []
      let count = try await connection.copyOut("COPY (SELECT * FROM t ORDER BY id) TO STDOUT (FORMAT csv)") {
        out += $0
      }
      #expect(count == 5000)
      #expect(out == bytes)
    }
  }

  @Test func `rows go in as binary`() async throws {
    try await prepare()
    var rows = BinaryCopy()
    for id in 0..<1000 {
      rows.append(id, id % 3 == 0 ? nil : "n\(id)", PostgresTimestamp(microsecondsSince1970: Int64(id)))
    }
    let bytes = rows.finish()
    let count = try await pool.withConnection { connection in
      try await connection.copyIn("COPY t FROM STDIN (FORMAT binary)") { write in try await write(bytes) }
    }
    #expect(count == 1000)
    let sums = try await pool.query("SELECT sum(id) AS sum, count(name) AS named, max(at) AS at FROM t")
    #expect(try sums[0]("sum") == 499_500 && sums[0]("named") == 666)
    #expect(try sums[0]("at") == PostgresTimestamp(microsecondsSince1970: 999))
  }

  @Test func `what is given up half way leaves no row`() async throws {
    try await prepare()
    try await pool.withConnection { connection in
      await #expect(throws: CancellationError.self) {
        try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)") { write in
          try await write(Array("1,a,\n".utf8))
          throw CancellationError()
        }
      }
      let rows = try await connection.query("SELECT FROM t")
      #expect(rows.isEmpty)
    }
    #expect(pool.stats.open == 1)
  }

  @Test func `a bad row is an error that says which`() async throws {
    try await prepare()
    let error = await #expect(throws: PostgresError.self) {
      try await pool.withConnection { connection in
        try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)") { try await $0(Array("1,a,\nx,b,\n".utf8)) }
      }
    }
    #expect(error?.sqlState == .invalidTextRepresentation)
    #expect(error?.context?.contains("line 2, column id") == true)
    #expect(try await pool.query("SELECT FROM t").isEmpty)
  }

  @Test func `a reader that stops early leaves a connection that works`() async throws {
    try await pool.withConnection { connection in
      await #expect(throws: CancellationError.self) {
        try await connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in
          throw CancellationError()
        }
      }
      let one: Int = try await connection.query("SELECT 1 AS one")[0]("one")
      #expect(one == 1)
    }
  }

  @Test func `blocking, rows go in and come out`() async throws {
    try await prepare()
    let url = TestDatabase.current.url
    try await onOwnThread {
      let connection = try BlockingConnection(url)
      #expect(try connection.copyIn("COPY t FROM STDIN") { write in try write(Array("1\tx\t\\N\n".utf8)) } == 1)
      var lines: [String] = []
      #expect(try connection.copyOut("COPY t TO STDOUT") { lines.append(String(decoding: $0, as: UTF8.self)) } == 1)
      #expect(lines == ["1\tx\t\\N\n"])
    }
  }
}
