package import Logging
import HTTPServer
import ServiceLifecycle
import Postgres
import Records
import Referrals
import Synchronization

/// Makes arrivals durable before they are answered, many at a time.
///
/// Handlers put an arrival in line and wait. Threads with a connection each write what has gathered in one transaction,
/// rows and rollups, and wake all who waited for it. While PostgreSQL does not answer, a spill file on the local disk
/// takes its place, and is replayed exactly once when it answers again.
package final class ClickRecorder: Service, Sendable {
  /// How arrivals are recorded.
  package struct Configuration: Sendable {
    /// The database.
    package var url: String
    /// Where the spill's folders are.
    package var spillDirectory: String
    /// How many threads write, each with a connection of its own.
    package var writers = 2
    /// The most arrivals in one transaction.
    package var batchLimit = 1000
    /// The most arrivals that wait; beyond it they are turned away.
    package var queueLimit = 20_000
    /// For how long after a click another of the same visitor through the same link repeats it.
    package var dedupeWindow: Duration = .minutes(30)
    /// The most bytes of the spill; beyond it arrivals are turned away.
    package var spillLimit = 8 << 30
    /// How long a batch may be with the server before the spill takes it over.
    package var patience: Duration = .seconds(6)

    /// The usual settings.
    package init(url: String, spillDirectory: String) {
      self.url = url
      self.spillDirectory = spillDirectory
    }
  }

  let configuration: Configuration
  let logger: Logger
  let queue: ArrivalQueue
  let spill: ClickSpill
  let tally = Mutex(ClickTally())
  let lastComplaint = Mutex<ContinuousClock.Instant?>(nil)
  private let threads = Mutex(0)
  private let replayer: SpillReplayer

  /// Opens the spill, and finds what an earlier run left in it.
  package init(_ configuration: Configuration, logger: Logger = Logger(label: "clicks")) throws {
    self.configuration = configuration
    self.logger = logger
    queue = ArrivalQueue(
      writers: max(1, configuration.writers), batchLimit: configuration.batchLimit,
      depthLimit: configuration.queueLimit)
    spill = try ClickSpill(directory: configuration.spillDirectory, limit: configuration.spillLimit)
    replayer = SpillReplayer(spill: spill, url: configuration.url, logger: logger)
  }

  /// Records a click; returns once it is durable, or cannot be made so.
  ///
  /// - Parameters:
  ///   - mayRepeat: whether the database is to be asked if another instance knows an earlier click.
  ///   - request: what it came with. Those that came at the same moment are then written together.
  func record(_ click: NewClick, mayRepeat: Bool, for request: Request? = nil) async -> Fate {
    await record(.click(click), mayRepeat: mayRepeat, for: request)
  }

  /// Records an arrival through a code that leads nowhere; returns once it is durable, or cannot be made so.
  func record(_ orphan: OrphanClick, for request: Request? = nil) async -> Fate {
    await record(.orphan(orphan), mayRepeat: false, for: request)
  }

  private func record(_ arrival: Arrival, mayRepeat: Bool, for request: Request?) async -> Fate {
    await withUnsafeContinuation { continuation in
      switch queue.append(WaitingArrival(arrival: arrival, mayRepeat: mayRepeat, continuation: continuation)) {
      case .taken: break
      case .mustWake:
        if let request { request.afterThisTurn { self.queue.wake() } } else { queue.wake() }
      case .refused:
        tally.withLock { $0.turnedAway += 1 }
        continuation.resume(returning: .unavailable)
      }
    }
  }

  /// What it has done so far, and what waits.
  package var metrics: ClickMetrics {
    ClickMetrics(
      tally: tally.withLock { $0 }, queueDepth: queue.depth, writersUp: queue.writersUp, spillBytes: spill.bytes,
      replayed: replayer.replayed)
  }

  /// Writes until graceful shutdown or cancellation; then writes what waits, and ends.
  package func run() async throws {
    for number in 0..<max(1, configuration.writers) {
      start { ClickWriter(number: number, recorder: self).run() }
    }
    start { ClickSpiller(recorder: self).run() }
    start { self.replayer.run() }
    // Cancelled outright or asked to end: what waits is written all the same.
    try? await gracefulShutdown()
    await Task { await self.finish() }.value
  }

  /// Has the replayer look at the spill.
  func replay() { replayer.wake() }

  private func start(_ body: @escaping @Sendable () -> Void) {
    threads.withLock { $0 += 1 }
    Task.detached {
      try? await onOwnThread(body)
      self.threads.withLock { $0 -= 1 }
    }
  }

  private func finish() async {
    queue.close()
    replayer.stop()
    while queue.depth > 0 { try? await Task.sleep(for: .milliseconds(2)) }
    // A thread that waits for a server that hangs is not waited for: its batch is in the spill.
    let deadline = ContinuousClock.now + .seconds(2)
    while threads.withLock({ $0 }) > 0, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(2)) }
  }
}
