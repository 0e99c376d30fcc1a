internal import CLibPQ
internal import Foundation
internal import Logging

/// The thread that listens, and what wakes it.
final class Listener: Sendable {
  private let url: String
  private let channels: [String]
  private let continuation: AsyncStream<Notifications.Event>.Continuation
  private let logger: Logger
  private let waker: Waker
  private let backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))

  init(
    url: String, channels: [String], continuation: AsyncStream<Notifications.Event>.Continuation, logger: Logger
  ) throws {
    self.url = url
    self.channels = channels
    self.continuation = continuation
    self.logger = logger
    waker = try Waker()
  }

  func start() {
    let thread = Thread { self.run() }
    thread.name = "postgres listen"
    thread.stackSize = 512 * 1024
    thread.start()
  }

  func stop() { waker.wake() }

  func finish() { continuation.finish() }

  private func run() {
    var failures = 0
    while !waker.isAwake(within: nil) {
      do {
        let connection = try BlockingConnection(url)
        for channel in channels { try connection.execute("LISTEN \(identifier: channel)") }
        failures = 0
        try listen(connection)
      } catch {
        failures += 1
        if failures == 1 { logger.warning("notifications are interrupted: \(error)") }
        if waker.isAwake(within: backoff.delay(after: failures)) { return }
      }
    }
  }

  /// Passes on what comes until the connection is lost, or returns when it is woken.
  private func listen(_ connection: BlockingConnection) throws(PostgresError) {
    var isComplete = false
    while true {
      // After a gap, nothing is said before the reader has been told of it.
      if !isComplete { isComplete = send(.reconnected) }
      while let event = connection.nextNotification() {
        if isComplete { isComplete = send(event) }
      }
      if waker.isAwake(or: connection.socket, within: isComplete ? -1 : 50) { return }
      try connection.consumeInput()
    }
  }

  private func send(_ event: Notifications.Event) -> Bool {
    if case .dropped = continuation.yield(event) { return false }
    return true
  }
}

extension BlockingConnection {
  /// Reads what the server has sent, without waiting for more.
  func consumeInput() throws(PostgresError) {
    guard unsafe PQconsumeInput(pointer) == 1, isUsable else {
      throw unsafe error(of: nil)
    }
  }

  /// The next notification that has been read.
  func nextNotification() -> Notifications.Event? {
    guard let notification = unsafe PQnotifies(pointer) else { return nil }
    defer { unsafe PQfreemem(notification) }
    return unsafe .notification(
      channel: String(cString: notification.pointee.relname), payload: String(cString: notification.pointee.extra))
  }
}
