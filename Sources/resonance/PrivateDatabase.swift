import Glibc
import Logging
import Postgres

/// The private PostgreSQL of a data directory, for as long as something needs it.
///
/// The service and every command hold a lock on it in common while they use it. Whoever comes first starts it, and
/// whoever is done last stops it, so that none takes it away from another.
struct PrivateDatabase {
  private let server: PrivateServer
  private let lock: String
  private let log: Logger

  /// The server under a data directory.
  init(dataDirectory: String, log: Logger) {
    server = PrivateServer(directory: dataDirectory + "/postgres", logger: log)
    lock = dataDirectory + "/postgres.lock"
    self.log = log
  }

  /// Runs something with its address. Where the server ends meanwhile, it is started again.
  /// - Parameter onStop: called before it is stopped.
  func use<Result>(onStop: () -> Void = {}, _ body: (_ url: String) async throws -> Result) async throws -> Result {
    let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CommandFailure(.cannotCreate, "\(lock) can't be written.") }
    defer { close(descriptor) }
    // Held alone only by one who is about to stop it: that is soon over.
    while flock(descriptor, LOCK_SH | LOCK_NB) != 0 { try await Task.sleep(for: .milliseconds(20)) }
    try await server.start()
    let watch = Task { [server, log] in await Self.keepUp(server, log) }
    do {
      let result = try await body(server.url)
      await stop(watch, descriptor, onStop)
      return result
    } catch {
      await stop(watch, descriptor, onStop)
      throw error
    }
  }

  /// Starts the server again whenever it has ended, as when it was killed or the machine ran out of memory.
  private static func keepUp(_ server: PrivateServer, _ log: Logger) async {
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      guard server.pid == nil else { continue }
      log.error("PostgreSQL has ended: it is started again")
      do {
        try await server.start()
        log.notice("PostgreSQL runs again")
      } catch {
        log.error("PostgreSQL does not start: \(error)")
      }
    }
  }

  private func stop(_ watch: Task<Void, Never>, _ descriptor: Int32, _ onStop: () -> Void) async {
    watch.cancel()
    await watch.value
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    onStop()
    do {
      try await server.stop()
    } catch {
      CommandFailure.say("\(error)")
    }
  }
}
