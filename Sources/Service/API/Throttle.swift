import Referrals
import Synchronization

/// Lets each of many do something so often and no more, as they come: forgotten at a restart, and a process's own. It is
/// a leaky bucket (GCRA, ITU-T I.371): for each it keeps the time at which all that was done so far would have been done
/// at the even pace.
final class Throttle<Key: Hashable & Sendable>: Sendable {
  private let pace: Duration
  private let burst: Duration
  private let capacity: Int
  private let due = Mutex<[Key: Timestamp]>([:])

  /// - Parameters:
  ///   - limit: how often at once, and how often in `time`.
  ///   - capacity: how many are remembered; where more come, whoever had been is new again.
  init(_ limit: Int, in time: Duration, capacity: Int = 1 << 16) {
    pace = time / limit
    burst = time
    self.capacity = capacity
  }

  /// Counts one more of somebody. Nil where it is let through; else it is not counted, and the whole seconds until one
  /// will be.
  func count(_ key: Key, at now: Timestamp) -> Int? {
    due.withLock { due in
      let next = max(due[key] ?? now, now) + pace
      let excess = next - (now + burst)
      guard excess <= .zero else { return max(1, Int((excess / .seconds(1)).rounded(.up))) }
      if due[key] == nil, due.count >= capacity {
        due = due.filter { $0.value > now }
        if due.count >= capacity { due.removeAll(keepingCapacity: true) }
      }
      due[key] = next
      return nil
    }
  }
}
