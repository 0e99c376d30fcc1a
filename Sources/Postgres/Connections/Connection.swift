internal import Glibc
internal import Synchronization

/// A connection for tasks: an actor whose executor is a thread of its own, on which libpq may block.
///
/// Where a waiting task is cancelled, the server is asked to stop the statement; the call then throws
/// `CancellationError` and the connection stays sound.
package actor Connection {
  private let executor: ThreadExecutor
  let blocking: BlockingConnection
  private let cancellation: Cancellation
  private let socket: Int32
  /// What ``isIdle`` says, kept where it can be read without a turn on the thread.
  private let idle = Atomic(true)

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

  /// Connects; the parameters are those of ``BlockingConnection``.
  package static func open(
    _ url: String, timeout: Duration = .seconds(5), applicationName: String = "resonance", statementCacheSize: Int = 256
  ) async throws -> Connection {
    try await onOwnThread {
      try Connection(
        BlockingConnection(
          url, timeout: timeout, applicationName: applicationName, statementCacheSize: statementCacheSize))
    }
  }

  /// Takes over a connection.
  package init(_ blocking: sending BlockingConnection) {
    executor = ThreadExecutor(name: "postgres \(blocking.backendPID)")
    cancellation = Cancellation(CancelHandle(blocking))
    socket = blocking.socket
    self.blocking = blocking
  }

  deinit { executor.stop() }

  /// Runs a statement, prepared on first use, and returns its rows.
  @discardableResult
  package func query(_ sql: SQL) async throws -> Rows {
    try await interruptibly { try blocking.execute(sql) }
  }

  /// Runs a statement and returns how many rows it inserted, updated, deleted or selected.
  @discardableResult
  package func execute(_ sql: SQL) async throws -> Int { try await query(sql).affected }

  /// Runs statements without parameters in one round trip, as ``BlockingConnection/executeScript(_:)`` does.
  package func executeScript(_ sql: SQL) async throws {
    _ = try await interruptibly { try blocking.executeScript(sql) }
  }

  /// Runs blocking work on the connection's thread.
  package func withBlocking<Result: Sendable>(
    _ body: @Sendable (BlockingConnection) throws -> Result
  ) rethrows -> Result {
    defer { note() }
    return try body(blocking)
  }

  /// Whether no transaction is open and the connection works, as of the last call.
  package nonisolated var isIdle: Bool { idle.load(ordering: .acquiring) }

  /// Keeps ``isIdle`` true to the connection; every call that may change it ends with this.
  func note() { idle.store(blocking.isIdle, ordering: .releasing) }

  /// The server process that serves this connection.
  package var backendPID: Int32 { blocking.backendPID }

  /// Whether the idle connection has something to say, which can only be that it ends. Asks the kernel, not the
  /// server, and needs no turn on the connection's thread; only for a connection that nobody uses at the time.
  nonisolated var hasHungUp: Bool {
    var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&descriptor, 1, 0) != 0
  }

  /// Runs work on the connection's thread. Asynchronous on purpose: the closure of a cancellation handler runs wherever
  /// the runtime likes, and only the call of an asynchronous method is sure to come back to the actor's own executor.
  private func onThread<Result: Sendable>(_ body: () throws -> Result) async throws -> Result {
    executor.preconditionIsCurrent()
    try Task.checkCancellation()
    return try body()
  }

  /// Runs a statement so that cancelling the task cancels it.
  private func interruptibly<Result: Sendable>(_ body: () throws -> Result) async throws -> Result {
    let statement = cancellation.begin()
    defer {
      cancellation.end()
      note()
    }
    do {
      return try await withTaskCancellationHandler {
        try await onThread(body)
      } onCancel: {
        cancellation.cancel(statement)
      }
    } catch let error as PostgresError where error.sqlState == .queryCanceled && Task.isCancelled {
      throw CancellationError()
    }
  }
}

extension Connection {
  func begin(_ isolation: Isolation) throws(PostgresError) {
    defer { note() }
    try blocking.begin(isolation)
  }

  func commit() throws(PostgresError) {
    defer { note() }
    try blocking.commit()
  }

  /// Rolls back, also for a cancelled task. Returns what had aborted the transaction, if the server had.
  func rollback() -> SQLState? {
    defer { note() }
    let abortedBy = blocking.isFailed ? blocking.abortedBy : nil
    blocking.rollback()
    return abortedBy
  }
}
