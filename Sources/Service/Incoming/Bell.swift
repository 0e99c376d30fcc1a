import Synchronization

/// Wakes workers who wait for something to do.
final class Bell: Sendable {
  private struct State {
    var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var next: UInt64 = 0
    var hasRung = false
    var isStopped = false
  }

  private let state = Mutex(State())

  /// Whether nothing more is to be done.
  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Wakes one who waits, or lets the next who would wait go on.
  func ring() {
    let one = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let key = state.waiting.keys.first else {
        state.hasRung = true
        return nil
      }
      return state.waiting.removeValue(forKey: key)
    }
    one?.resume()
  }

  /// Wakes everybody, for good.
  func stop() {
    let all = state.withLock { state in
      state.isStopped = true
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for one in all { one.resume() }
  }

  /// Waits until it rings, for at most so long.
  func wait(atMost time: Duration) async {
    let key = state.withLock { state in
      state.next += 1
      return state.next
    }
    let alarm = Task {
      try? await Task.sleep(for: time)
      self.wake(key)
    }
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        guard !state.hasRung, !state.isStopped else {
          state.hasRung = false
          return true
        }
        state.waiting[key] = continuation
        return false
      }
      if goesOn { continuation.resume() }
    }
    alarm.cancel()
  }

  private func wake(_ key: UInt64) {
    state.withLock { $0.waiting.removeValue(forKey: key) }?.resume()
  }
}
