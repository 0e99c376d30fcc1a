internal import Foundation
internal import Glibc
internal import Synchronization

/// A serial executor that is one thread: what an actor runs on when its work blocks.
final class ThreadExecutor: SerialExecutor {
  private struct Queue {
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  /// `NSCondition` is a lock as well; it guards the queue.
  private let condition = NSCondition()
  private nonisolated(unsafe) var queue = Queue()
  private let thread = Atomic<UInt>(0)

  /// Starts the thread, which ends some time after ``stop()``.
  init(name: String) {
    let thread = Thread { self.run() }
    thread.name = name
    // libpq and OpenSSL need little; the default of 8 MB a connection would be address space for nothing.
    thread.stackSize = 512 * 1024
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    condition.lock()
    unsafe queue.jobs.append(unowned)
    condition.signal()
    condition.unlock()
  }

  /// Traps where the caller runs elsewhere: blocking work would hold a thread of the cooperative pool.
  func preconditionIsCurrent() {
    precondition(UInt(pthread_self()) == thread.load(ordering: .relaxed), "blocking work off its thread")
  }

  /// Lets the thread end once it has run what is queued.
  func stop() {
    condition.lock()
    unsafe queue.isStopped = true
    condition.signal()
    condition.unlock()
  }

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    while true {
      condition.lock()
      while unsafe queue.jobs.isEmpty && !queue.isStopped { condition.wait() }
      let jobs = unsafe queue.jobs
      unsafe queue.jobs.removeAll(keepingCapacity: true)
      condition.unlock()
      if jobs.isEmpty { return }
      for job in jobs { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }
}

/// Runs blocking work on a thread of its own and waits for it without holding one of the cooperative pool's.
package func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
  }
}
