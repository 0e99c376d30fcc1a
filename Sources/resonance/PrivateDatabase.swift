import Glibc
import Logging
import Postgres
import Synchronization
import UnixSignals

/// The private PostgreSQL of a data directory, for as long as something needs it.
///
/// The service and every command hold a lock on it in common while they use it. Whoever comes first starts it, and
/// whoever is done last stops it, so that none takes it away from another.
struct PrivateDatabase: Sendable {
  private let server: PrivateServer
  private let lock: String
  private let log: Logger

  /// The server under a data directory.
  init(dataDirectory: String, log: Logger) {
    server = PrivateServer(directory: dataDirectory + "/postgres", logger: log)
    lock = dataDirectory + "/postgres.lock"
    self.log = log
  }

  /// Whether SIGINT and SIGTERM are still to end the process from here.
  final class Signals: Sendable {
    fileprivate let areHeeded = Atomic(true)
    fileprivate let haveCome = Atomic(false)

    /// Leaves them to somebody else, for good.
    func leave() { areHeeded.store(false, ordering: .relaxed) }
  }

  /// Runs something with its address. Where the server ends meanwhile, it is started again. SIGINT and SIGTERM end the
  /// process, and the server with it where nobody else uses it, unless the body leaves them to somebody else.
  /// - Parameter onStop: called before it is stopped.
  func use<Result>(
    onStop: @escaping @Sendable () -> Void = {}, _ body: (_ url: String, Signals) async throws -> Result
  ) async throws -> Result {
    let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CommandFailure(.cannotCreate, "\(lock) can't be written.") }
    defer { close(descriptor) }
    // Held alone only by one who is about to stop it: that is soon over.
    while flock(descriptor, LOCK_SH | LOCK_NB) != 0 { try await Task.sleep(for: .milliseconds(20)) }
    let signals = Signals()
    let heeding = await heed(signals, descriptor, onStop)
    var watch: Task<Void, Never>?
    let outcome: Swift.Result<Result, any Error>
    do {
      try await server.start()
      watch = Task { await keepUp(signals) }
      outcome = .success(try await body(server.url, signals))
    } catch {
      outcome = .failure(error)
    }
    watch?.cancel()
    await watch?.value
    // What came of a body whose server was taken away is of no interest: the process is about to end.
    if signals.haveCome.load(ordering: .acquiring) { await heeding.value }
    heeding.cancel()
    await stop(descriptor, onStop)
    return try outcome.get()
  }

  /// Ends the process at the first signal that is not left to somebody else.
  private func heed(
    _ signals: Signals, _ descriptor: Int32, _ onStop: @escaping @Sendable () -> Void
  ) async -> Task<Void, Never> {
    let sequence = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return Task {
      for await signal in sequence where signals.areHeeded.load(ordering: .relaxed) {
        signals.haveCome.store(true, ordering: .releasing)
        // What is going on is cut off, and rolled back with its session.
        await stop(descriptor, onStop)
        exit(128 + signal.rawValue)
      }
    }
  }

  /// Starts the server again whenever it has ended, as when it was killed or the machine ran out of memory.
  private func keepUp(_ signals: Signals) async {
    while (try? await Task.sleep(for: .seconds(1))) != nil, !signals.haveCome.load(ordering: .acquiring) {
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

  /// Stops the server, unless others use it.
  private func stop(_ descriptor: Int32, _ onStop: () -> Void) async {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    onStop()
    do {
      try await server.stop()
    } catch {
      CommandFailure.say("\(error)")
    }
  }
}
