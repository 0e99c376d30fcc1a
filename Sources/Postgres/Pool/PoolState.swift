/// Who has which connection and who waits: the pool's decisions, without its doings.
///
/// What a change asks to be done outside the lock, it returns: waiters to wake, connections to let go.
struct PoolState {
  typealias Waiter = CheckedContinuation<Connection, any Error>

  enum Lease {
    case connection(Connection)
    case waiting
    case closed
  }

  struct Failure {
    var failures: Int
    var refused: [Waiter] = []
    var isTryingAgain = false
  }

  private let size: Int
  /// The most recently used last, so that a quiet pool keeps using the same few.
  private var idle: [Connection] = []
  private var busy = 0
  private var opening = 0
  private var failures = 0
  private var isClosed = false
  private var isSweeping = false
  /// First come, first served; since all wait equally long, also in the order of their deadlines.
  private var waiters: [(id: UInt64, deadline: ContinuousClock.Instant, waiter: Waiter)] = []
  private var lastID: UInt64 = 0
  private var closing: [CheckedContinuation<Void, Never>] = []
  /// The last attempt's error, until one succeeds.
  private var lastFailure: PostgresError?

  init(size: Int) { self.size = size }

  var stats: Pool.Stats {
    Pool.Stats(size: size, open: idle.count + busy, busy: busy, waiting: waiters.count)
  }

  mutating func nextID() -> UInt64 {
    lastID += 1
    return lastID
  }

  /// An idle connection, if there is one that did not hang up.
  mutating func takeIdle(discarded: inout [Connection]) -> Connection? {
    guard !isClosed else { return nil }
    while let connection = idle.popLast() {
      if connection.hasHungUp {
        discarded.append(connection)
        continue
      }
      busy += 1
      return connection
    }
    return nil
  }

  /// A connection, or a place in line.
  mutating func lease(
    _ waiter: Waiter, id: UInt64, deadline: ContinuousClock.Instant, discarded: inout [Connection]
  ) -> Lease {
    if isClosed { return .closed }
    if let connection = takeIdle(discarded: &discarded) { return .connection(connection) }
    waiters.append((id, deadline, waiter))
    return .waiting
  }

  /// Takes a caller out of the line; nil where it was served already.
  mutating func withdraw(_ id: UInt64) -> Waiter? {
    guard let place = waiters.firstIndex(where: { $0.id == id }) else { return nil }
    return waiters.remove(at: place).waiter
  }

  /// Whether the caller is to watch the deadlines, because nobody does.
  mutating func beginSweeping() -> Bool {
    guard !isSweeping, !waiters.isEmpty else { return false }
    isSweeping = true
    return true
  }

  /// Takes out who has waited long enough; says when to look again, or that nobody is left to watch.
  mutating func sweep(_ now: ContinuousClock.Instant) -> (
    expired: [Waiter], why: PostgresError?, next: ContinuousClock.Instant?
  ) {
    let expired = waiters.prefix { $0.deadline <= now }.map(\.waiter)
    waiters.removeFirst(expired.count)
    isSweeping = !waiters.isEmpty
    return (expired, lastFailure, waiters.first?.deadline)
  }

  /// Takes a connection back; returns the waiter that gets it next.
  mutating func release(_ connection: Connection, isSound: Bool) -> (
    next: Waiter?, closing: [CheckedContinuation<Void, Never>]
  ) {
    busy -= 1
    if isClosed { return (nil, busy == 0 ? drainClosing() : []) }
    guard isSound else { return (nil, []) }
    return (give(connection), [])
  }

  private mutating func give(_ connection: Connection) -> Waiter? {
    guard !waiters.isEmpty else {
      idle.append(connection)
      return nil
    }
    busy += 1
    return waiters.removeFirst().waiter
  }

  /// Whether one more connection is to be opened. While opening fails, one attempt at a time is enough.
  mutating func beginOpening() -> Bool {
    guard !isClosed, waiters.count > opening, idle.count + busy + opening < size, failures == 0 || opening == 0
    else { return false }
    opening += 1
    return true
  }

  mutating func opened(_ connection: Connection) -> Waiter? {
    opening -= 1
    failures = 0
    lastFailure = nil
    return isClosed ? nil : give(connection)
  }

  /// Decides after a failure who is told at once, and whether this attempt goes on.
  mutating func openingFailed(_ error: PostgresError) -> Failure {
    failures += 1
    lastFailure = error
    // A wrong password or a missing database is not going to pass while somebody waits.
    let isLasting = error.sqlState.class == "28" || error.sqlState == .unknownDatabase
    var failure = Failure(failures: failures)
    if isLasting {
      failure.refused = waiters.map(\.waiter)
      waiters.removeAll()
    }
    failure.isTryingAgain = !isClosed && !waiters.isEmpty && opening == 1
    if !failure.isTryingAgain { opening -= 1 }
    return failure
  }

  /// Closes; returns the connections to let go and the callers to refuse.
  mutating func close() -> (idle: [Connection], refused: [Waiter]) {
    defer {
      isClosed = true
      idle = []
      waiters = []
    }
    return (idle, waiters.map(\.waiter))
  }

  /// Registers who waits for the last connection to come back; false where none is out.
  mutating func awaitReturn(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
    guard busy > 0 else { return false }
    closing.append(continuation)
    return true
  }

  private mutating func drainClosing() -> [CheckedContinuation<Void, Never>] {
    defer { closing = [] }
    return closing
  }
}
