package import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Connections to one database, shared: opened when they are needed, replaced when they break, waited for in turn.
///
/// As a service it closes on graceful shutdown; ``close()`` does the same without one.
package final class Pool: Service, Sendable {
  /// How a pool connects, and how much it puts up with.
  package struct Configuration: Sendable {
    /// Where the database is, as ``ConnectionURL`` takes it.
    package var url: String
    /// How many connections there may be.
    package var size: Int
    /// How long a caller waits for a connection before ``PoolError``.
    package var maximumWait: Duration
    /// How long making one connection may take.
    package var connectTimeout: Duration
    /// What `pg_stat_activity` shows.
    package var applicationName: String
    /// How many statements stay prepared on each connection.
    package var statementCacheSize: Int
    /// How long one statement may take before the server cancels it (SQLSTATE 57014); nil: as long as it likes.
    package var statementTimeout: Duration?

    /// The usual configuration, but for what is given. A size below 1 counts as 1.
    package init(
      url: String, size: Int = 8, maximumWait: Duration = .seconds(5), connectTimeout: Duration = .seconds(5),
      applicationName: String = "resonance", statementCacheSize: Int = 256, statementTimeout: Duration? = nil
    ) {
      self.url = url
      self.size = max(1, size)
      self.maximumWait = maximumWait
      self.connectTimeout = connectTimeout
      self.applicationName = applicationName
      self.statementCacheSize = statementCacheSize
      self.statementTimeout = statementTimeout
    }
  }

  /// The pool at one moment.
  package struct Stats: Hashable, Sendable {
    /// The most connections there may be.
    package var size: Int
    /// Connections that stand, busy or not.
    package var open: Int
    /// Connections that are lent out.
    package var busy: Int
    /// Callers that wait for one.
    package var waiting: Int

    /// The numbers of a moment.
    package init(size: Int, open: Int, busy: Int, waiting: Int) {
      self.size = size
      self.open = open
      self.busy = busy
      self.waiting = waiting
    }
  }

  /// How it was set up.
  package let configuration: Configuration
  let logger: Logger
  private let state: Mutex<PoolState>
  private let backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))

  /// A pool without connections: the first caller opens the first.
  package init(_ configuration: Configuration, logger: Logger = Logger(label: "postgres")) {
    self.configuration = configuration
    self.logger = logger
    state = Mutex(PoolState(size: configuration.size))
  }

  /// What it is at now.
  package var stats: Stats { state.withLock { $0.stats } }

  /// Runs until graceful shutdown or cancellation, then closes.
  package func run() async throws {
    do {
      try await gracefulShutdown()
    } catch is CancellationError {
      // Cancelled outright: closing is still what is to be done.
    }
    await close()
  }

  /// Refuses new work and waits until what is lent out has come back.
  package func close() async {
    let (idle, refused) = state.withLock { $0.close() }
    for waiter in refused { waiter.resume(throwing: PoolError.closed) }
    withExtendedLifetime(idle) {}
    await withCheckedContinuation { continuation in
      if !state.withLock({ $0.awaitReturn(continuation) }) { continuation.resume() }
    }
  }
}

extension Pool {
  /// Lends a connection that works, as far as the kernel knows.
  func lease() async throws -> Connection {
    try Task.checkCancellation()
    // Connections are let go outside the lock: closing one takes a system call or two.
    var discarded: [Connection] = []
    defer { withExtendedLifetime(discarded) {} }
    if let connection = state.withLock({ $0.takeIdle(discarded: &discarded) }) { return connection }
    let id = state.withLock { $0.nextID() }
    let deadline = ContinuousClock.now + configuration.maximumWait
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiter in
        switch state.withLock({ $0.lease(waiter, id: id, deadline: deadline, discarded: &discarded) }) {
        case .connection(let connection): waiter.resume(returning: connection)
        case .closed: waiter.resume(throwing: PoolError.closed)
        case .waiting:
          // The handler below may have run before there was anybody to withdraw.
          if Task.isCancelled { return withdraw(id) }
          openIfNeeded()
          if state.withLock({ $0.beginSweeping() }) { Task.detached { await self.sweep() } }
        }
      }
    } onCancel: {
      withdraw(id)
    }
  }

  private func withdraw(_ id: UInt64) {
    state.withLock { $0.withdraw(id) }?.resume(throwing: CancellationError())
  }

  /// Refuses callers whose time is up, for as long as anybody waits.
  private func sweep() async {
    while true {
      let (expired, why, next) = state.withLock { $0.sweep(.now) }
      let error = why.map { PoolError.unavailable($0) } ?? .exhausted(waited: configuration.maximumWait)
      for waiter in expired { waiter.resume(throwing: error) }
      guard let next else { return }
      try? await Task.sleep(until: next, clock: .continuous)
    }
  }

  /// Takes a connection back: on to the next in line, or to rest, or out if it is no longer of use.
  func release(_ connection: Connection) {
    let isSound = connection.isIdle
    let (next, closing) = state.withLock { $0.release(connection, isSound: isSound) }
    next?.resume(returning: connection)
    for closer in closing { closer.resume() }
    if !isSound { openIfNeeded() }
  }

  /// Opens as many connections as callers wait for and the size allows; one at a time while they fail.
  private func openIfNeeded() {
    while state.withLock({ $0.beginOpening() }) {
      Task.detached { await self.open() }
    }
  }

  private func open() async {
    while true {
      do {
        let connection = try await Connection.open(
          configuration.url, timeout: configuration.connectTimeout, applicationName: configuration.applicationName,
          statementCacheSize: configuration.statementCacheSize)
        if let timeout = configuration.statementTimeout {
          let milliseconds = String(Int64(timeout / .milliseconds(1)))
          try await connection.execute("SELECT set_config('statement_timeout', \(milliseconds), false)")
        }
        state.withLock { $0.opened(connection) }?.resume(returning: connection)
        return openIfNeeded()
      } catch {
        let error = error as? PostgresError ?? PostgresError(.cannotConnect, severity: "FATAL", message: "\(error)")
        let failure = state.withLock { $0.openingFailed(error) }
        if failure.failures == 1 { logger.warning("no connection to the database: \(error)") }
        for waiter in failure.refused { waiter.resume(throwing: PoolError.unavailable(error)) }
        guard failure.isTryingAgain else { return openIfNeeded() }
        try? await Task.sleep(for: backoff.delay(after: failure.failures))
      }
    }
  }
}
