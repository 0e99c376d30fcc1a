import CEpoll
import Glibc

/// Tells which of the watched sockets can be read or written, by epoll.
@safe package final class Readiness {
  private let epoll: Int32
  private var events: [epoll_event]

  /// - Parameter capacity: how many sockets one wait can report.
  package init(capacity: Int) throws {
    epoll = epoll_create1(0)
    guard epoll >= 0 else { throw SystemFailure(call: "epoll_create1") }
    unsafe events = Array(repeating: epoll_event(), count: capacity)
  }

  deinit { close(epoll) }

  /// Watches a socket, until it is closed, for something to read, and reports it as `index`.
  package func watch(_ socket: Int32, as index: Int) throws {
    try control(EPOLL_CTL_ADD, socket, index, EPOLLIN.rawValue)
  }

  /// Watches a socket that is watched already for room to write as well, or no longer.
  package func watch(_ socket: Int32, as index: Int, writing: Bool) throws {
    try control(EPOLL_CTL_MOD, socket, index, EPOLLIN.rawValue | (writing ? EPOLLOUT.rawValue : 0))
  }

  private func control(_ operation: Int32, _ socket: Int32, _ index: Int, _ events: UInt32) throws {
    var event = unsafe epoll_event()
    unsafe event.events = events
    unsafe event.data.u32 = UInt32(index)
    guard unsafe epoll_ctl(epoll, operation, socket, &event) == 0 else { throw SystemFailure(call: "epoll_ctl") }
  }

  /// Waits for at most so long, then calls `body` with the index of each socket that is ready.
  package func wait(atMost milliseconds: Int = 1000, _ body: (Int) -> Void) throws {
    let ready = unsafe epoll_wait(epoll, &events, Int32(events.count), Int32(milliseconds))
    guard ready >= 0 || errno == EINTR else { throw SystemFailure(call: "epoll_wait") }
    for position in 0..<Int(max(0, ready)) {
      body(unsafe Int(events[position].data.u32))
    }
  }
}
