internal import Foundation
package import Logging
internal import Synchronization

/// A PostgreSQL server of one's own: its data in a directory, its socket where only its user can reach it, no port.
///
/// Started by root it runs as an unprivileged user. It outlives the process that started it, unless stopped: after a
/// crash of that process the next ``start()`` finds it and goes on with it.
package final class PrivateServer: Sendable {
  /// The directory that was asked for; see ``ServerDirectory`` for what is in it.
  package let directory: String
  /// The database that ``url`` names, made where it is missing.
  package let database: String
  /// Settings of PostgreSQL by name; they hold when the server is started, not when a running one is found.
  package let settings: [String: String]
  private let logger: Logger
  private let startTimeout: Duration
  private let state = Mutex(State())

  private struct State {
    var child: ChildProcess?
    var socketDirectory: String?
    var log = ""
  }

  /// What suits a service that commits often and must lose nothing.
  package static let durable: [String: String] = [
    "shared_buffers": "128MB", "wal_buffers": "16MB", "max_wal_size": "2GB", "checkpoint_timeout": "15min",
    "wal_level": "minimal", "max_wal_senders": "0", "random_page_cost": "1.1", "jit": "off", "log_checkpoints": "off",
    "synchronous_commit": "on", "max_connections": "100",
    // A table that fills for the first time is planned for by statistics within seconds.
    "autovacuum_naptime": "10s",
  ]

  /// What suits data that is thrown away: nothing waits for the disk.
  package static let disposable: [String: String] = durable.merging([
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200",
    "autovacuum_naptime": "60s",
    "shared_buffers": "64MB",
  ]) { $1 }

  /// - Parameters:
  ///   - directory: where everything is kept; made where it is missing. A relative path starts at the current
  ///     directory.
  ///   - database: the database to make sure of.
  ///   - settings: PostgreSQL's, by name.
  ///   - startTimeout: how long starting may take; recovery after a crash is part of it.
  package init(
    directory: String, database: String = "resonance", settings: [String: String] = PrivateServer.durable,
    startTimeout: Duration = .seconds(120), logger: Logger = Logger(label: "postgres")
  ) {
    self.directory = URL(fileURLWithPath: directory).standardizedFileURL.path
    self.database = database
    self.settings = settings
    self.startTimeout = startTimeout
    self.logger = logger
  }

  /// Where to connect, as a URL; only of use once the server was started.
  package var url: String {
    let socket = state.withLock { $0.socketDirectory } ?? directory + "/run"
    return ConnectionURL(socketDirectory: socket, user: Self.user, database: database).description
  }

  /// The file that the server's words go to.
  package var log: String { state.withLock { $0.log } }

  /// The server's process, if it runs.
  package var pid: Int32? { (try? ServerDirectory.prepare(directory)).flatMap { Postmaster(data: $0.data)?.pid } }

  /// Makes sure that the server runs and accepts connections: finds it running, or starts it, on fresh data where
  /// there is none.
  package func start() async throws { try await onOwnThread { try self.startBlocking() } }

  /// Stops the server: sessions end, transactions that are open are rolled back, everything is written out. A server
  /// that does not run is fine.
  package func stop() async throws { try await onOwnThread { try self.stopBlocking() } }

  /// The superuser that `initdb` makes.
  static let user = "postgres"

  /// A path with every symbolic link followed.
  static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}

extension PrivateServer {
  private func startBlocking() throws {
    let place = try ServerDirectory.prepare(directory)
    state.withLock { $0.log = place.log }
    // Two starts at once would both find no server and no data.
    let lock = try FileLock(place.lock)
    defer { lock.release() }
    if !(try adopt(place)) {
      Postmaster.reap(data: place.data)
      let binaries = try initialize(place)
      try launch(place, binaries)
    }
    try ensureDatabase()
  }

  /// Goes on with a server that runs; one that is just starting or stopping is waited for.
  private func adopt(_ place: ServerDirectory) throws -> Bool {
    let deadline = ContinuousClock.now + startTimeout
    while let running = Postmaster(data: place.data) {
      if running.isReady, let socket = running.socketDirectory {
        state.withLock { $0.socketDirectory = socket }
        logger.info("found PostgreSQL running in \(place.root), process \(running.pid)")
        return true
      }
      guard ContinuousClock.now < deadline else {
        throw PrivateServerError("process \(running.pid) in \(place.data) is not ready after \(startTimeout)")
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return false
  }

  /// Makes the data where there is none; what an interrupted attempt left is made anew.
  private func initialize(_ place: ServerDirectory) throws -> ServerBinaries {
    let files = FileManager.default
    if let version = files.contents(atPath: place.data + "/PG_VERSION") {
      return try ServerBinaries.find(for: Int(String(decoding: version, as: UTF8.self).trimmingNewlines))
    }
    let binaries = try ServerBinaries.find(for: nil)
    logger.info("making a database cluster in \(place.data)")
    if files.fileExists(atPath: place.unfinished) { try files.removeItem(atPath: place.unfinished) }
    var arguments =
      try place.account.prefix() + [
        binaries.initdb, "-D", place.unfinished, "-U", Self.user, "-E", "UTF8", "--locale=C.UTF-8",
        "--auth-local=trust", "--auth-host=reject", "--no-instructions",
      ]
    if settings["fsync"] == "off" { arguments.append("--no-sync") }
    let answer = try ChildProcess.run(arguments, environment: Self.environment, directory: place.root)
    guard answer.status == 0 else {
      throw PrivateServerError("initdb failed with status \(answer.status): \(answer.output.trimmingNewlines)")
    }
    try files.moveItem(atPath: place.unfinished, toPath: place.data)
    return binaries
  }

  private func launch(_ place: ServerDirectory, _ binaries: ServerBinaries) throws {
    let socket = try place.socketDirectory()
    // In the list that this setting is, quotes keep commas and spaces together.
    let quoted = "\"" + socket.replacing("\"", with: "\"\"") + "\""
    let fixed = [
      "listen_addresses": "", "unix_socket_directories": quoted, "unix_socket_permissions": "0700", "port": "5432",
      "logging_collector": "off", "log_destination": "stderr", "log_line_prefix": "%m [%p] ",
    ]
    var arguments = try place.account.prefix() + [binaries.postgres, "-D", place.data]
    for (name, value) in settings.merging(fixed, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      arguments += ["-c", "\(name)=\(value)"]
    }
    let log = try openLog(place)
    defer { close(log) }
    let child = try ChildProcess(arguments, environment: Self.environment, directory: place.root, output: log)
    state.withLock { state in
      state.child = child
      state.socketDirectory = socket
    }
    let deadline = ContinuousClock.now + startTimeout
    while Postmaster(data: place.data)?.isReady != true {
      if let status = child.status() {
        state.withLock { $0.child = nil }
        throw PrivateServerError("PostgreSQL ended with status \(status) while starting; \(tail(place.log))")
      }
      guard ContinuousClock.now < deadline else {
        throw PrivateServerError("PostgreSQL is not ready after \(startTimeout); \(tail(place.log))")
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    logger.info("PostgreSQL \(binaries.version) runs in \(place.root), process \(child.pid)")
  }

  private func ensureDatabase() throws {
    let server = try ConnectionURL(url)
    let connection = try BlockingConnection(server.with(database: "postgres").description)
    let found = try connection.execute("SELECT FROM pg_database WHERE datname = \(database)")
    if found.isEmpty { try connection.execute("CREATE DATABASE \(identifier: database)") }
  }

  private func stopBlocking() throws {
    let place = try ServerDirectory.prepare(directory)
    let lock = try FileLock(place.lock)
    defer { lock.release() }
    let deadline = ContinuousClock.now + startTimeout
    if let running = Postmaster(data: place.data) {
      guard kill(running.pid, SIGINT) == 0 || errno == ESRCH else {
        throw PrivateServerError("process \(running.pid) cannot be stopped (errno \(errno))")
      }
      // It takes its file away a moment before it ends. A child of this process is waited for until it has, whichever
      // value started it: nobody else would.
      func isThere() -> Bool {
        switch waitpid(running.pid, nil, WNOHANG) {
        case 0: true
        case running.pid: false
        default: Postmaster(data: place.data)?.pid == running.pid
        }
      }
      while isThere() {
        guard ContinuousClock.now < deadline else {
          throw PrivateServerError("process \(running.pid) has not stopped after \(startTimeout); \(tail(place.log))")
        }
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    _ = state.withLock { $0.child }?.status()
    state.withLock { $0.child = nil }
    if let socket = state.withLock({ $0.socketDirectory }), socket.hasPrefix("/tmp/resonance-") { unsafe rmdir(socket) }
  }

  /// Nothing of the caller's environment is the server's business, least of all `PGDATA` and its kind.
  private static let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"]

  /// Opens the log to append to it; a long one is put aside first.
  private func openLog(_ place: ServerDirectory) throws(PrivateServerError) -> Int32 {
    var status = stat()
    if unsafe stat(place.log, &status) == 0, status.st_size > 16 << 20 { unsafe rename(place.log, place.log + ".1") }
    let descriptor = unsafe open(place.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PrivateServerError("\(place.log) cannot be opened (errno \(errno))") }
    return descriptor
  }

  private func tail(_ log: String) -> String {
    let text = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    return "\(log) ends:\n" + text.split(separator: "\n").suffix(12).joined(separator: "\n")
  }
}
