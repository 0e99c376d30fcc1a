import Foundation
import Postgres
import TestSupport
import Testing

/// A directory of migrations that is gone with the test.
private final class Folder {
  let path = "/tmp/resonance-migrations-\(UUID().uuidString)"

  init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for (name, text) in files { try write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }
}

@Suite("The migrator", .database)
struct MigratorTests {
  private let folder: Folder
  private let url: String
  private let migrator: Migrator

  init() async throws {
    folder = try Folder([
      "0001_make_a.up.sql": "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);",
      "0001_make_a.down.sql": "DROP TABLE a;",
      "0002_make_b.up.sql": "CREATE TABLE b (n int);", "0002_make_b.down.sql": "DROP TABLE b;", "README": "not SQL",
    ])
    // The test's own database has the application's tables; these migrations get an empty one.
    let database = "migrator_\(UInt32.random(in: 0 ... .max))"
    try await TestDatabase.current.pool.execute("CREATE DATABASE \(identifier: database) TEMPLATE template0")
    url = try ConnectionURL(TestDatabase.current.url).with(database: database).description
    migrator = Migrator(directory: folder.path, url: url, logger: quiet)
  }

  private func dropping(_ body: () async throws -> Void) async throws {
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    let name = try #require(ConnectionURL(url).database)
    try await TestDatabase.current.pool.execute("DROP DATABASE \(identifier: name) WITH (FORCE)")
    try outcome.get()
  }

  private func tables() async throws -> [String] {
    try await Connection.open(url).query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations' ORDER BY 1"
    ).map { try $0("tablename") }
  }

  private func refusal(_ work: () async throws -> Void) async throws -> MigrationError {
    try #require(await #expect(throws: MigrationError.self) { try await work() })
  }

  @Test func `applies what is pending, and nothing the second time`() async throws {
    try await dropping {
      #expect(try await migrator.status().map(\.state) == [.pending, .pending])
      #expect(try await migrator.up(to: 1).map(\.name) == ["make_a"])
      #expect(try await migrator.up().map(\.version) == [2])
      #expect(try await migrator.up().isEmpty)
      #expect(try await tables() == ["a", "b"])
      let row = try await Connection.open(url).query("SELECT * FROM schema_migrations ORDER BY version")[0]
      #expect(try row.decode("checksum", as: String.self).count == 64 && row("name") == "make_a" && row("version") == 1)
    }
  }

  @Test func `goes back by steps and to a version`() async throws {
    try await dropping {
      try folder.write("0003_make_c.up.sql", "CREATE TABLE c ()")
      try folder.write("0003_make_c.down.sql", "DROP TABLE c")
      try await migrator.up()
      #expect(try await migrator.down().map(\.version) == [3])
      #expect(try await tables() == ["a", "b"])
      try await migrator.up()
      #expect(try await migrator.down(to: 1).map(\.version) == [3, 2])
      #expect(try await tables() == ["a"])
      #expect(try await migrator.down(to: 0).map(\.version) == [1])
      #expect(try await tables().isEmpty)
      #expect(try await migrator.down().isEmpty)
    }
  }

  @Test func `refuses a file that was changed, and says which`() async throws {
    try await dropping {
      try await migrator.up()
      try folder.write("0001_make_a.up.sql", "CREATE TABLE a (n bigint)")
      let error = try await refusal { try await migrator.up() }
      #expect(error.kind == .changed && error.file == "0001_make_a.up.sql")
      guard case .changed = try await migrator.status()[0].state else {
        Issue.record("the status does not show it")
        return
      }
    }
  }

  @Test func `refuses a version whose file is gone`() async throws {
    try await dropping {
      try await migrator.up()
      try folder.remove("0002_make_b.up.sql")
      try folder.remove("0002_make_b.down.sql")
      let error = try await refusal { try await migrator.up() }
      #expect(error.kind == .missing && error.file == "0002_make_b.up.sql")
      guard case .missing = try await migrator.status()[1].state else {
        Issue.record("the status does not show it")
        return
      }
    }
  }

  @Test(arguments: [
    ("0004_later.up.sql", MigrationError.Kind.gap), ("0002_other.up.sql", .duplicate), ("3_short.up.sql", .unreadable),
    ("0003_typo.upp.sql", .unreadable), ("0003_alone.down.sql", .missing), ("0002_other.down.sql", .duplicate),
  ])
  func `refuses files that make no sequence`(file: String, kind: MigrationError.Kind) async throws {
    try await dropping {
      try folder.write(file, "SELECT 1")
      let error = try await refusal { try await migrator.up() }
      #expect(error.kind == kind)
      #expect(try await tables().isEmpty)
    }
  }

  @Test func `refuses to go back without a way back, before it goes at all`() async throws {
    try await dropping {
      try folder.remove("0001_make_a.down.sql")
      try await migrator.up()
      let error = try await refusal { try await migrator.down(steps: 2) }
      #expect(error.kind == .irreversible && error.file == "0001_make_a.up.sql")
      #expect(try await tables() == ["a", "b"])
    }
  }

  @Test func `a file that fails leaves nothing and names the line`() async throws {
    try await dropping {
      try folder.write("0003_bad.up.sql", "-- ünïcödé\nCREATE TABLE c (n int);\nCREATE TABLE d (n nonsense);\n")
      let error = try await refusal { try await migrator.up() }
      #expect(error.kind == .failed && error.file == "0003_bad.up.sql" && error.line == 3)
      #expect(error.cause?.message == #"type "nonsense" does not exist"#)
      #expect(error.description.hasPrefix("0003_bad.up.sql:3: "))
      #expect(try await tables() == ["a", "b"])
      #expect(try await migrator.status().map(\.state).last == .pending)
    }
  }

  @Test func `a file that ends its transaction is refused`() async throws {
    try await dropping {
      try folder.write("0003_commit.up.sql", "SELECT 1; COMMIT;")
      #expect(try await refusal { try await migrator.up() }.kind == .failed)
    }
  }

  @Test func `a file may ask for no transaction`() async throws {
    try await dropping {
      try folder.write(
        "0003_index.up.sql",
        """
        -- no transaction
        CREATE INDEX CONCURRENTLY a_n ON a (n);
        DO $body$ BEGIN PERFORM ';'; END $body$; -- one; comment
        CREATE INDEX CONCURRENTLY b_n ON b (n);
        """)
      try await migrator.up()
      let rows = try await Connection.open(url).query("SELECT FROM pg_indexes WHERE indexname IN ('a_n', 'b_n')")
      #expect(rows.count == 2)
      try folder.write("0004_bad.up.sql", "-- no transaction\nSELECT 1;\nSELECT\n  nonsense;\n")
      #expect(try await refusal { try await migrator.up() }.line == 4)
    }
  }

  @Test func `several migrators at once do the work once`() async throws {
    try await dropping {
      try folder.write("0003_slow.up.sql", "SELECT pg_sleep(0.2); CREATE TABLE c (n int);")
      let counts = try await withThrowingTaskGroup { group in
        for _ in 0..<4 { group.addTask { [migrator] in try await migrator.up().count } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(counts.sorted() == [0, 0, 0, 3])
    }
  }

  @Test func `a directory that is not there is said so`() async throws {
    try await dropping {
      let error = try await refusal { try await Migrator(directory: "/tmp/nowhere", url: url).up() }
      #expect(error.kind == .unreadable && error.file == "/tmp/nowhere")
    }
  }
}
