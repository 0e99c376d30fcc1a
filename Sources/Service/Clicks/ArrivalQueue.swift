import Dispatch
import Referrals
import Synchronization

/// What waits to be written, and who is there to write it.
///
/// Writers take everything that has gathered since their last commit. One that has nothing to do sleeps, and is woken
/// for the first arrival that no other is about to take. While no writer has a connection, and for the batch of one that
/// does not come back from the server, the spiller takes what waits.
final class ArrivalQueue: Sendable {
  /// Whether a writer can write.
  enum Health: Sendable {
    /// It has not tried to connect yet.
    case starting
    /// It has a connection.
    case up
    /// It has none.
    case down
    /// It waits for a server that does not answer.
    case stuck
  }

  private struct State {
    /// In the order they came, in pieces of at most one batch.
    var pieces: [[WaitingArrival]] = []
    var depth = 0
    var health: [Health]
    var isIdle: [Bool]
    /// Somebody is going to call ``wake()``.
    var isWakePlanned = false
    /// A writer was woken and has not taken anything yet.
    var isTaking = false
    /// The spiller was woken and has not looked yet.
    var isSpilling = false
    /// What each writer is at, since when.
    var batches: [[WaitingArrival]?]
    var since: [ContinuousClock.Instant]
    var isClosed = false
  }

  /// The most arrivals in one transaction.
  let batchLimit: Int
  /// The most arrivals that may wait.
  let depthLimit: Int
  private let state: Mutex<State>
  private let writers: [DispatchSemaphore]
  private let spiller = DispatchSemaphore(value: 0)

  init(writers count: Int, batchLimit: Int, depthLimit: Int) {
    self.batchLimit = batchLimit
    self.depthLimit = depthLimit
    state = Mutex(
      State(
        health: Array(repeating: .starting, count: count), isIdle: Array(repeating: false, count: count),
        batches: Array(repeating: nil, count: count), since: Array(repeating: .now, count: count)))
    writers = (0..<count).map { _ in DispatchSemaphore(value: 0) }
  }

  /// How many arrivals wait or are being written.
  var depth: Int { state.withLock { state in state.depth + state.batches.reduce(0) { $0 + ($1?.count ?? 0) } } }

  /// How many writers have a connection.
  var writersUp: Int { state.withLock { $0.health.count { $0 == .up } } }

  /// What became of an arrival that was to be put in line.
  enum Appended: Sendable {
    /// The line is full, or closed.
    case refused
    /// It is in line, and somebody will take it.
    case taken
    /// It is in line, and ``wake()`` is to be called, as soon as others that are about to come are in line too.
    case mustWake
  }

  /// Puts an arrival in line.
  func append(_ arrival: WaitingArrival) -> Appended {
    state.withLock { state in
      guard !state.isClosed, state.depth < depthLimit else { return .refused }
      if let last = state.pieces.indices.last, state.pieces[last].count < batchLimit {
        state.pieces[last].append(arrival)
      } else {
        var piece: [WaitingArrival] = []
        piece.reserveCapacity(64)
        piece.append(arrival)
        state.pieces.append(piece)
      }
      state.depth += 1
      guard !state.isWakePlanned, !state.isTaking, state.isIdle.contains(true) || Self.nobodyCanWrite(state) else {
        return .taken
      }
      state.isWakePlanned = true
      return .mustWake
    }
  }

  /// Wakes whoever can take what waits.
  func wake() {
    let wake = state.withLock { state -> DispatchSemaphore? in
      state.isWakePlanned = false
      return state.depth > 0 ? waking(&state) : nil
    }
    wake?.signal()
  }

  /// Who is to be woken because something waits.
  private func waking(_ state: inout State) -> DispatchSemaphore? {
    guard !state.isTaking else { return nil }
    if let writer = state.isIdle.firstIndex(of: true) {
      state.isIdle[writer] = false
      state.isTaking = true
      return writers[writer]
    }
    guard Self.nobodyCanWrite(state), !state.isSpilling else { return nil }
    state.isSpilling = true
    return spiller
  }

  private static func nobodyCanWrite(_ state: State) -> Bool {
    state.health.allSatisfy { $0 == .down || $0 == .stuck }
  }

  // MARK: Writers

  /// What has gathered, for a writer with a connection; waits for something. Nil: nothing will come any more.
  func take(writer: Int) -> [WaitingArrival]? {
    while true {
      let (batch, isOver) = state.withLock { state -> ([WaitingArrival]?, Bool) in
        state.isTaking = false
        state.isIdle[writer] = false
        state.health[writer] = .up
        if let batch = Self.shift(&state) {
          state.batches[writer] = batch
          state.since[writer] = .now
          return (batch, false)
        }
        state.isIdle[writer] = !state.isClosed
        return (nil, state.isClosed)
      }
      if let batch { return batch }
      if isOver { return nil }
      writers[writer].wait()
    }
  }

  /// Ends a batch; false when the spiller has taken it over and answered it.
  func finish(writer: Int) -> Bool {
    state.withLock { state in
      defer { state.batches[writer] = nil }
      return state.batches[writer] != nil
    }
  }

  /// Says whether a writer has a connection, when that changes.
  func report(_ health: Health, writer: Int) {
    let wake = state.withLock { state -> DispatchSemaphore? in
      state.health[writer] = health
      state.isIdle[writer] = false
      state.isTaking = false
      return state.depth > 0 || state.isClosed ? waking(&state) : nil
    }
    wake?.signal()
  }

  /// Waits a while, or until the queue is closed.
  func pause(writer: Int, for time: DispatchTimeInterval) {
    if !isClosed { _ = writers[writer].wait(timeout: .now() + time) }
  }

  // MARK: The spiller

  /// What waits although no writer can take it, and what a writer has been at for longer than `patience`. Waits for
  /// something. Nil: nothing will come any more.
  /// - Parameter start: since when the writers have been there to connect.
  func takeForSpill(patience: Duration, since start: ContinuousClock.Instant) -> [WaitingArrival]? {
    while true {
      let (batch, isOver) = state.withLock { state -> ([WaitingArrival]?, Bool) in
        state.isSpilling = false
        let now = ContinuousClock.now
        for writer in state.batches.indices {
          // A server can hang while a connection is made ready, too.
          if state.health[writer] == .starting, now - start > patience { state.health[writer] = .down }
          guard let batch = state.batches[writer], now - state.since[writer] > patience else { continue }
          state.batches[writer] = nil
          state.health[writer] = .stuck
          return (batch, false)
        }
        if Self.nobodyCanWrite(state), let batch = Self.shift(&state) { return (batch, false) }
        return (nil, state.isClosed && state.depth == 0 && state.batches.allSatisfy { $0 == nil })
      }
      if let batch { return batch }
      if isOver { return nil }
      _ = spiller.wait(timeout: .now() + .milliseconds(250))
    }
  }

  private static func shift(_ state: inout State) -> [WaitingArrival]? {
    guard !state.pieces.isEmpty else { return nil }
    let piece = state.pieces.removeFirst()
    state.depth -= piece.count
    return piece
  }

  // MARK: The end

  /// Takes nothing more in; what waits is still written, then those who take are told that it is over.
  func close() {
    state.withLock { state in
      state.isClosed = true
      for writer in state.isIdle.indices { state.isIdle[writer] = false }
    }
    for writer in writers { writer.signal() }
    spiller.signal()
  }

  /// Whether it takes nothing more in.
  var isClosed: Bool { state.withLock { $0.isClosed } }
}
