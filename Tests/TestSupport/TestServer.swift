internal import Foundation
internal import Logging
internal import Postgres

/// The PostgreSQL server of this test process, started when the first test asks for it.
///
/// It is a private one in a directory under `/tmp`, gone soon after the process ends, however that happens. Where
/// `RESONANCE_TEST_DATABASE_URL` is set it is that server instead; its user must be allowed to create databases.
package struct TestServer: Sendable {
  private let server: ConnectionURL
  private let admin: Pool
  private let template: String

  /// Tests have their own words for what went wrong.
  private static var quiet: Logger {
    var logger = Logger(label: "tests")
    logger.logLevel = .error
    return logger
  }

  static let shared = Task { try await TestServer() }

  private init() async throws {
    if let given = ProcessInfo.processInfo.environment["RESONANCE_TEST_DATABASE_URL"], !given.isEmpty {
      server = try ConnectionURL(given)
    } else {
      server = try ConnectionURL(await Self.start().url)
    }
    admin = Pool(.init(url: server.with(database: "postgres").description, size: 2, maximumWait: .seconds(600)))
    template = try await Self.makeTemplate(on: server, admin)
  }

  private static func start() async throws -> PrivateServer {
    let directory = "/tmp/resonance-tests-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))"
    try Watchdog.watch(directory)
    let server = PrivateServer(directory: directory, settings: PrivateServer.disposable, logger: quiet)
    try await server.start()
    return server
  }

  /// The checkout's migrations.
  package static let migrations = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../migrations").standardizedFileURL.path

  /// Migrates a database that tests' databases are copies of. Its name says which migrations it has, so that on a
  /// server that outlives the process the next one finds it.
  private static func makeTemplate(on server: ConnectionURL, _ admin: Pool) async throws -> String {
    let name = try "resonance_template_\(TestMigrations.digest(of: migrations))"
    let unfinished = "\(name)_unfinished"
    try await admin.withConnection { connection in
      try await connection.query("SELECT pg_advisory_lock(hashtext(\(name)))")
      if try await connection.query("SELECT FROM pg_database WHERE datname = \(name)").isEmpty {
        try await connection.execute("DROP DATABASE IF EXISTS \(identifier: unfinished) WITH (FORCE)")
        try await connection.execute("CREATE DATABASE \(identifier: unfinished) TEMPLATE template0")
        if FileManager.default.fileExists(atPath: migrations) {
          let url = server.with(database: unfinished).description
          try await Migrator(directory: migrations, url: url, logger: quiet).up()
        }
        try await connection.execute("ALTER DATABASE \(identifier: unfinished) RENAME TO \(identifier: name)")
      }
      try await connection.query("SELECT pg_advisory_unlock(hashtext(\(name)))")
    }
    return name
  }

  /// Makes a copy of the template; returns its URL.
  func makeDatabase() async throws -> String {
    let name = "resonance_test_\(ProcessInfo.processInfo.processIdentifier)_\(UInt64.random(in: 0 ... .max))"
    try await insist("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template)")
    return server.with(database: name).description
  }

  func dropDatabase(_ url: String) async throws {
    guard let name = try ConnectionURL(url).database else { return }
    try await insist("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
  }

  /// Runs a statement that needs a database to itself. The server gives other sessions five seconds to end, which on a
  /// busy machine may be too few.
  private func insist(_ statement: SQL) async throws {
    let isDone = try await eventually {
      do {
        try await admin.execute(statement)
        return true
      } catch let error as PostgresError where error.sqlState == Self.objectInUse {
        return false
      }
    }
    if !isDone { try await admin.execute(statement) }
  }

  private static let objectInUse = SQLState(rawValue: "55006")
}
