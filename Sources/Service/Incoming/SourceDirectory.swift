import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle
import Synchronization

/// The sources that deliveries come from, in memory: a delivery is verified without asking the database. What was changed
/// is read anew, by notification.
final class SourceDirectory: Service {
  private struct State {
    var sources: [Source.ID: Source] = [:]
    /// Grows with every change, so that what was read before one is not kept after it.
    var changes = 0
  }

  private let pool: Pool
  private let url: String
  private let logger: Logger
  private let state = Mutex(State())

  /// A directory that is empty, and is filled as sources are asked for.
  init(pool: Pool, url: String, logger: Logger) {
    self.pool = pool
    self.url = url
    self.logger = logger
  }

  /// The source of an id, if there is one.
  func source(_ id: Source.ID) async throws -> Source? {
    let (known, changes) = state.withLock { ($0.sources[id], $0.changes) }
    if let known { return known }
    guard let source = try await pool.withConnection({ try await Sources.find(id, in: $0) }) else { return nil }
    state.withLock { if $0.changes == changes { $0.sources[id] = source } }
    return source
  }

  /// Reads a source anew when it is asked for next: at once after a change made here; nil: all of them.
  func forget(_ id: Source.ID?) {
    state.withLock { state in
      state.changes += 1
      if let id { state.sources[id] = nil } else { state.sources = [:] }
    }
  }

  /// Listens for changes until graceful shutdown or cancellation.
  func run() async throws {
    let notifications = try Notifications(url: url, channels: [Sources.channel], logger: logger)
    defer { notifications.stop() }
    for await event in notifications.events.cancelOnGracefulShutdown() {
      switch event {
      case .reconnected: forget(nil)
      case .notification(_, let payload): forget(Source.ID(payload))
      }
    }
  }
}
