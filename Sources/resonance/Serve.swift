import ArgumentParser
import Foundation
import HTTPServer
import Logging
import Postgres
import Records
import Referrals
import Service
import Sockets

/// `resonance serve`.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the service.",
    discussion: """
      Each option can also be set by the environment variable in brackets. Without a database URL the service runs a \
      private PostgreSQL in its data directory. The first start writes an admin key to admin.key there.
      """)

  @Option(help: "The address to listen on. [RESONANCE_HOST; default: 127.0.0.1]")
  var host: String?

  @Option(help: "The port to listen on; 0 for any free one. [RESONANCE_PORT; default: 8080]")
  var port: String?

  @Option(help: "Where the service is reached from outside. [RESONANCE_PUBLIC_URL; default: where it listens]")
  var publicURL: String?

  @Option(help: "Proxies whose forwarded addresses are believed: CIDRs, by commas. [RESONANCE_TRUSTED_PROXIES]")
  var trustedProxies: String?

  @Option(help: "Minutes in which a visitor's clicks on a link count once. [RESONANCE_DEDUPE_MINUTES; default: 30]")
  var dedupeMinutes: String?

  @Option(help: "Where webhooks may be sent besides public addresses: CIDRs, by commas. [RESONANCE_OUTGOING_ALLOW]")
  var outgoingAllow: String?

  @Option(help: "How much to log: debug, info, notice, warning, error. [RESONANCE_LOG; default: notice]")
  var logLevel: String?

  @Flag(help: "Load the sample program where the database has no program.")
  var sample = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    // What cannot be is said before anything is started.
    _ = try settings(on: "")
    _ = try logger()
  }

  func run() async throws {
    let log = try logger()
    try prepareDataDirectory()
    try DataDirectoryLock.take(in: database.dataDirectory)
    try await CommandFailure.telling {
      guard let url = database.namedURL else {
        Console.say("Starting PostgreSQL in \(database.dataDirectory)/postgres")
        let server = PrivateDatabase(dataDirectory: database.dataDirectory, log: log)
        return try await server.use(onStop: { Console.say("Stopping PostgreSQL") }) { url, signals in
          try await serve(on: url, log: log) { signals.leave() }
        }
      }
      try await serve(on: url, log: log)
    }
  }

  /// - Parameter onServing: called before the service takes over what SIGINT and SIGTERM mean.
  private func serve(on url: String, log: Logger, onServing: () -> Void = {}) async throws {
    try await migrate(url, log: log)
    let settings = try settings(on: url)
    let note = try await prepare(url, log: log)
    let application = try Application(settings, log: log)
    onServing()
    do {
      try await application.run { [base = settings.publicURL] address in
        Welcome(address: address, base: base ?? address, dataDirectory: database.dataDirectory, sample: note).say()
      }
    } catch let error as SocketError {
      throw CommandFailure(.unavailable, "\(error). Name another address with --host, or another port with --port.")
    }
  }

  private func settings(on url: String) throws -> Application.Settings {
    var settings = Application.Settings(
      databaseURL: url, dataDirectory: database.dataDirectory,
      server: .init(
        host: DatabaseOptions.setting(host, "RESONANCE_HOST", default: "127.0.0.1") ?? "127.0.0.1",
        port: try number(port, "RESONANCE_PORT", "--port", in: 0...65_535, default: 8080)))
    settings.publicURL = try publicAddress()
    settings.trustedProxies = try proxies()
    settings.outgoingAllow = try outgoingRanges()
    settings.dedupeWindow = .minutes(
      try number(dedupeMinutes, "RESONANCE_DEDUPE_MINUTES", "--dedupe-minutes", in: 0...1_440, default: 30))
    return settings
  }

  /// Brings the tables up to date.
  private func migrate(_ url: String, log: Logger) async throws {
    do {
      let applied = try await Migrator(directory: try database.migrationsDirectory(), url: url, logger: log).up()
      if !applied.isEmpty {
        Console.say("Applied \(applied.count) migration\(applied.count == 1 ? "" : "s")")
      }
    } catch let error as MigrationError {
      throw CommandFailure(.configuration, "\(error)")
    }
  }

  /// Makes sure of the admin key, and loads the sample where it is wanted and there is no program; what was loaded.
  private func prepare(_ url: String, log: Logger) async throws -> SampleNote? {
    let pool = Pool(.init(url: url, size: 1, maximumWait: .seconds(10)), logger: log)
    do {
      try await AdminKey(dataDirectory: database.dataDirectory).ensure(in: pool)
      let note = try await SampleNote.prepare(sample, in: pool, dataDirectory: database.dataDirectory)
      await pool.close()
      return note
    } catch {
      await pool.close()
      throw error
    }
  }

  private func prepareDataDirectory() throws {
    do {
      try FileManager.default.createDirectory(atPath: database.dataDirectory, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(.cannotCreate, "The data directory \(database.dataDirectory) can't be made.")
    }
  }

  private func logger() throws -> Logger {
    let text = DatabaseOptions.setting(logLevel, "RESONANCE_LOG", default: "notice") ?? "notice"
    guard let level = Logger.Level(rawValue: text) else {
      throw ValidationError(
        "--log-level must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    var log = Logger(label: "resonance") { StreamLogHandler.standardError(label: $0) }
    log.logLevel = level
    return log
  }

  private func number(
    _ flag: String?, _ variable: String, _ name: String, in range: ClosedRange<Int>, default fallback: Int
  ) throws -> Int {
    guard let text = DatabaseOptions.setting(flag, variable) else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      throw ValidationError("\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  private func publicAddress() throws -> String? {
    guard let text = DatabaseOptions.setting(publicURL, "RESONANCE_PUBLIC_URL") else { return nil }
    guard (try? Destination(text)) != nil else {
      throw ValidationError("--public-url must be an http or https address, such as https://share.example.")
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  private func outgoingRanges() throws -> [CIDR] {
    guard let text = DatabaseOptions.setting(outgoingAllow, "RESONANCE_OUTGOING_ALLOW") else { return [] }
    let words = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let ranges = words.compactMap { CIDR($0) }
    guard !ranges.isEmpty, ranges.count == words.count else {
      throw ValidationError("--outgoing-allow must be a list of CIDRs, such as 10.0.0.0/8,192.0.2.1/32.")
    }
    return ranges
  }

  private func proxies() throws -> TrustedProxies {
    guard let text = DatabaseOptions.setting(trustedProxies, "RESONANCE_TRUSTED_PROXIES") else {
      return TrustedProxies()
    }
    guard let proxies = TrustedProxies(text) else {
      throw ValidationError("--trusted-proxies must be a list of CIDRs, such as 10.0.0.0/8,192.0.2.1/32.")
    }
    return proxies
  }
}
