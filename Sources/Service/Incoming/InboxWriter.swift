import Postgres
import Records
import Referrals
import ServiceLifecycle
import Synchronization

/// Stores deliveries: all that wait at a moment by one commit, which is what makes thousands a second possible. One
/// connection writes: while it waits for its commit the next ones gather, and two would only halve the batches.
final class InboxWriter: Service {
  /// So many wait that another would be answered too late.
  struct Full: Error {}

  private struct Waiting {
    var arrival: Inbox.Arrival
    var answer: CheckedContinuation<Bool, any Error>
  }

  private struct State {
    var queue: [Waiting] = []
    var bytes = 0
    var resting: CheckedContinuation<Void, Never>?
    var isClosed = false
    /// How many commits in a row stored many.
    var crowdedCommits = 0
    var crowdedUntil: ContinuousClock.Instant?
  }

  /// How many bytes may wait.
  private static let capacity = 64 << 20
  /// How many deliveries, and how many bytes of them, one commit stores.
  private static let batch = (count: 256, bytes: 4 << 20)
  /// They come as fast as they can be stored where so many commits in a row store so many each; one large batch may
  /// come of a commit that took long. For how long after that they are taken to do so.
  private static let crowd = (commits: 4, count: 24, memory: Duration.milliseconds(100))

  private let pool: Pool
  private let state = Mutex(State())

  /// A writer through a pool.
  init(pool: Pool) { self.pool = pool }

  /// Stores a delivery; returns once it is durable, and whether it was new.
  func store(_ arrival: Inbox.Arrival) async throws -> Bool {
    try await withCheckedThrowingContinuation { continuation in
      let (isTaken, rested) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
        guard !state.isClosed, state.bytes < Self.capacity else { return (false, nil) }
        state.queue.append(Waiting(arrival: arrival, answer: continuation))
        state.bytes += arrival.body.count
        return (true, state.resting.take())
      }
      rested?.resume()
      if !isTaken { continuation.resume(throwing: Full()) }
    }
  }

  /// Writes until graceful shutdown, and then what is left; or until cancellation.
  func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await write()
    } onCancelOrGracefulShutdown: {
      self.close()
    }
  }

  private func close() {
    let resting = state.withLock { state in
      state.isClosed = true
      return state.resting.take()
    }
    resting?.resume()
  }

  /// Whether deliveries come as fast as they can be stored. What is not urgent makes way for them then.
  var isCrowded: Bool { state.withLock { $0.crowdedUntil.map { .now < $0 } ?? false } }

  private func write() async {
    while let batch = await take() {
      let outcome: Result<Set<Delivery.ID>, any Error>
      do {
        outcome = .success(try await pool.withConnection { try await Inbox.insert(batch.map(\.arrival), in: $0) })
      } catch {
        outcome = .failure(error)
      }
      for waiting in batch { waiting.answer.resume(with: outcome.map { $0.contains(waiting.arrival.id) }) }
    }
  }

  /// What waits, as much as one commit takes; nil once it is closed and empty.
  private func take() async -> [Waiting]? {
    while true {
      let (batch, isOver) = state.withLock { state -> ([Waiting], Bool) in
        var bytes = 0
        var count = 0
        while count < state.queue.count, count < Self.batch.count, bytes < Self.batch.bytes {
          bytes += state.queue[count].arrival.body.count
          count += 1
        }
        let batch = Array(state.queue.prefix(count))
        state.queue.removeFirst(count)
        state.bytes -= bytes
        if count > 0 { state.crowdedCommits = count >= Self.crowd.count ? state.crowdedCommits + 1 : 0 }
        if state.crowdedCommits >= Self.crowd.commits { state.crowdedUntil = .now + Self.crowd.memory }
        return (batch, state.isClosed && batch.isEmpty)
      }
      if !batch.isEmpty { return batch }
      if isOver { return nil }
      await withCheckedContinuation { continuation in
        let mustRest = state.withLock { state in
          guard state.queue.isEmpty, !state.isClosed else { return false }
          state.resting = continuation
          return true
        }
        if !mustRest { continuation.resume() }
      }
    }
  }
}
