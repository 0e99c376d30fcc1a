internal import CSystem
internal import Glibc

/// How a wait ended.
package enum Readiness: Sendable {
  /// The system call is worth trying.
  case ready
  /// The deadline passed first.
  case timedOut
  /// Somebody asked the waiter to stop waiting, or the descriptor was closed.
  case interrupted
}

/// A nonblocking file descriptor registered once, edge-triggered, with an event loop; owns it and closes it once.
///
/// Everything but creation happens on the loop's thread, which is what makes it safe to share.
final class Descriptor: @unchecked Sendable {
  let loop: EventLoop
  /// -1 once closed.
  private(set) var number: Int32
  /// Tells a late event of an earlier descriptor with the same number from one of this.
  var generation: UInt32 = 0
  /// When the loop will next look at this descriptor's deadlines.
  var scheduled = Instant.never

  /// False only after a system call drained it: a new edge sets it again.
  var isReadable = true
  var isWritable = true
  private(set) var isHungUp = false
  private var isInterrupted = false
  private var isReaderInterrupted = false

  private var reader: Waiter?
  private var writer: Waiter?

  @safe private struct Waiter {
    var continuation: UnsafeContinuation<Readiness, Never>
    var deadline: Instant
  }

  init(owning number: Int32, on loop: EventLoop) {
    self.number = number
    self.loop = loop
  }

  deinit {
    if number >= 0 { Glibc.close(number) }
  }

  var isOpen: Bool { number >= 0 }

  /// Whether a wait to read can be answered at once.
  var readReadiness: Readiness? {
    if isInterrupted || !isOpen { return .interrupted }
    return isReadable ? .ready : nil
  }

  /// Whether a wait to write can be answered at once.
  var writeReadiness: Readiness? {
    if isInterrupted || !isOpen { return .interrupted }
    return isWritable ? .ready : nil
  }

  /// Looks again first: the runtime may have let other jobs run since the caller looked.
  func resumeWhenReadable(_ continuation: UnsafeContinuation<Readiness, Never>, until deadline: Instant) {
    let readiness = isReaderInterrupted ? .interrupted : readReadiness
    isReaderInterrupted = false
    if let readiness { return unsafe continuation.resume(returning: readiness) }
    precondition(reader == nil, "two tasks wait to read from one descriptor")
    reader = unsafe Waiter(continuation: continuation, deadline: deadline)
    loop.schedule(self, at: deadline)
  }

  func resumeWhenWritable(_ continuation: UnsafeContinuation<Readiness, Never>, until deadline: Instant) {
    if let readiness = writeReadiness { return unsafe continuation.resume(returning: readiness) }
    precondition(writer == nil, "two tasks wait to write to one descriptor")
    writer = unsafe Waiter(continuation: continuation, deadline: deadline)
    loop.schedule(self, at: deadline)
  }

  /// What epoll said.
  func signal(events: UInt32) {
    if events & UInt32(CSYSTEM_HUNG_UP) != 0 { isHungUp = true }
    if events & UInt32(CSYSTEM_READABLE) != 0 {
      isReadable = true
      resumeReader(.ready)
    }
    if events & UInt32(CSYSTEM_WRITABLE) != 0 {
      isWritable = true
      resumeWriter(.ready)
    }
  }

  /// Ends the waits that are past their deadline and returns the soonest of those that go on.
  func expire(at now: Instant) -> Instant {
    var next = Instant.never
    if let reader {
      if reader.deadline <= now { resumeReader(.timedOut) } else { next = min(next, reader.deadline) }
    }
    if let writer {
      if writer.deadline <= now { resumeWriter(.timedOut) } else { next = min(next, writer.deadline) }
    }
    return next
  }

  /// Ends a wait to read: the one that is on, or else the next.
  func interruptReader() {
    if reader == nil { isReaderInterrupted = true } else { resumeReader(.interrupted) }
  }

  /// Ends every wait, now and from now on.
  func interrupt() {
    isInterrupted = true
    resumeReader(.interrupted)
    resumeWriter(.interrupted)
  }

  func close() {
    guard number >= 0 else { return }
    loop.forget(self)
    Glibc.close(number)
    number = -1
    resumeReader(.interrupted)
    resumeWriter(.interrupted)
  }

  private func resumeReader(_ readiness: Readiness) {
    guard let waiter = reader else { return }
    reader = nil
    unsafe waiter.continuation.resume(returning: readiness)
  }

  private func resumeWriter(_ readiness: Readiness) {
    guard let waiter = writer else { return }
    writer = nil
    unsafe waiter.continuation.resume(returning: readiness)
  }
}
