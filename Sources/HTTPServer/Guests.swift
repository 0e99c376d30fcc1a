internal import Synchronization

/// How many connections are being served, and the wait until there are none.
final class Guests: Sendable {
  private struct State {
    var count = 0
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.count } }

  func enter() {
    state.withLock { $0.count += 1 }
  }

  func leave() {
    let waiting = state.withLock { state in
      state.count -= 1
      return state.count == 0 ? state.waiting.take() : nil
    }
    waiting?.resume()
  }

  /// Waits until all have left, at most so long; true if they have. One waits at a time.
  func haveLeft(within patience: Duration) async -> Bool {
    var timer: Task<Void, Never>?
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        if state.count > 0 { state.waiting = continuation }
        return state.count == 0
      }
      guard !isEmpty else { return continuation.resume() }
      // Apart from the caller's task, whose cancellation must not cut the grace short.
      timer = Task {
        try? await Task.sleep(for: patience)
        state.withLock { $0.waiting.take() }?.resume()
      }
    }
    timer?.cancel()
    return count == 0
  }
}
