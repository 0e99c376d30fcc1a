import ArgumentParser
import Foundation
import Logging
import Postgres
import Service

/// Which database a command works on: flags, else the environment, else the private PostgreSQL of the data directory.
struct DatabaseOptions: ParsableArguments {
  @Option(help: "PostgreSQL's address. [RESONANCE_DATABASE_URL; default: a private server in the data directory]")
  var databaseURL: String?

  @Option(help: "Where the service keeps its files. [RESONANCE_DATA_DIR; default: ./var]")
  var dataDir: String?

  @Option(help: "The folder of migrations. [RESONANCE_MIGRATIONS; default: the checkout's]")
  var migrations: String?

  /// The flag, else the environment, else the default.
  static func setting(_ flag: String?, _ variable: String, default fallback: String? = nil) -> String? {
    if let flag, !flag.isEmpty { return flag }
    if let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty { return value }
    return fallback
  }

  /// The address of the database, if one was named.
  var namedURL: String? { Self.setting(databaseURL, "RESONANCE_DATABASE_URL") }

  /// The data directory as an absolute path.
  var dataDirectory: String {
    let path = Self.setting(dataDir, "RESONANCE_DATA_DIR", default: "./var") ?? "./var"
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// The folder of migrations: the one that was named, else that of the checkout the program was built in, else that of
  /// the current directory.
  func migrationsDirectory() throws -> String {
    if let named = Self.setting(migrations, "RESONANCE_MIGRATIONS") { return named }
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("migrations")
      if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("0001_create_programs.up.sql").path) {
        return candidate.path
      }
      folder.deleteLastPathComponent()
    }
    guard FileManager.default.fileExists(atPath: "migrations/0001_create_programs.up.sql") else {
      throw CommandFailure(
        .configuration, "The folder of migrations was not found: name it with --migrations or RESONANCE_MIGRATIONS.")
    }
    return "migrations"
  }

  /// Runs a command on the database: on the one that was named, else on the private server, which is found running, or
  /// started for as long as the command takes.
  func withDatabase<Result>(_ body: (_ url: String) async throws -> Result) async throws -> Result {
    if let url = namedURL { return try await CommandFailure.telling { try await body(url) } }
    guard FileManager.default.fileExists(atPath: dataDirectory + "/postgres") else {
      throw CommandFailure(
        .unavailable,
        "There is no database in \(dataDirectory): start the service once, or name one with --database-url or --data-dir."
      )
    }
    return try await CommandFailure.telling {
      try await PrivateDatabase(dataDirectory: dataDirectory, log: Self.quiet).use { url, _ in try await body(url) }
    }
  }

  /// The same with connections to it.
  func withPool<Result>(_ body: (Pool) async throws -> Result) async throws -> Result {
    try await withDatabase { url in
      let pool = Pool(
        .init(url: url, size: 2, maximumWait: .seconds(10), applicationName: "resonance command"), logger: Self.quiet)
      do {
        let result = try await body(pool)
        await pool.close()
        return result
      } catch {
        await pool.close()
        throw error
      }
    }
  }

  /// A log for commands, whose own words are enough.
  static var quiet: Logger {
    var log = Logger(label: "resonance") { StreamLogHandler.standardError(label: $0) }
    log.logLevel = .error
    return log
  }
}
