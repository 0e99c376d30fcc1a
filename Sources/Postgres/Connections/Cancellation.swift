internal import Foundation

/// Sees to it that a cancelled task stops its own statement and never the next one on the same connection.
///
/// A request to cancel is about whatever the connection runs when it arrives. So it is sent only while the statement
/// that it is for runs, and the connection does not go on before the request has been delivered.
final class Cancellation: @unchecked Sendable {
  private let handle: CancelHandle?
  /// Guards all below.
  private let condition = NSCondition()
  private var running: UInt64 = 0
  private var isRunning = false
  private var underWay = 0

  init(_ handle: CancelHandle?) { self.handle = handle }

  /// Marks the start of a statement; returns its number.
  func begin() -> UInt64 {
    condition.lock()
    defer { condition.unlock() }
    running += 1
    isRunning = true
    return running
  }

  /// Marks the end, and waits for requests that are under way.
  func end() {
    condition.lock()
    defer { condition.unlock() }
    isRunning = false
    condition.broadcast()
    while underWay > 0 { condition.wait() }
  }

  /// Cancels a statement if it still runs, from a thread of its own: `PQcancel` connects, and so may block.
  func cancel(_ statement: UInt64) {
    condition.lock()
    defer { condition.unlock() }
    guard let handle, isRunning, running == statement else { return }
    underWay += 1
    Thread.detachNewThread { self.insist(handle, statement) }
  }

  /// Asks until the statement ends: a request that overtakes its statement finds the server idle and is forgotten.
  private func insist(_ handle: CancelHandle, _ statement: UInt64) {
    condition.lock()
    defer { condition.unlock() }
    while isRunning && running == statement {
      condition.unlock()
      handle.request()
      condition.lock()
      if isRunning { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.2)) }
    }
    underWay -= 1
    condition.broadcast()
  }
}
