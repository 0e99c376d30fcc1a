import CEpoll
import Glibc

/// Tells which of the watched sockets have something to read, by epoll.
@safe final class Readiness {
  private let epoll: Int32
  private var events: [epoll_event]

  /// - Parameter capacity: how many sockets one wait can report.
  init(capacity: Int) throws {
    epoll = epoll_create1(0)
    guard epoll >= 0 else { throw SystemFailure(call: "epoll_create1") }
    unsafe events = Array(repeating: epoll_event(), count: capacity)
  }

  deinit { close(epoll) }

  /// Watches a socket, until it is closed, and reports it as `index`.
  func watch(_ socket: Int32, as index: Int) throws {
    var event = unsafe epoll_event()
    unsafe event.events = EPOLLIN.rawValue
    unsafe event.data.u32 = UInt32(index)
    guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) == 0 else {
      throw SystemFailure(call: "epoll_ctl")
    }
  }

  /// Waits for at most a second, then calls `body` with the index of each socket that is ready.
  func wait(_ body: (Int) -> Void) throws {
    let ready = unsafe epoll_wait(epoll, &events, Int32(events.count), 1000)
    guard ready >= 0 || errno == EINTR else { throw SystemFailure(call: "epoll_wait") }
    for position in 0..<Int(max(0, ready)) {
      body(unsafe Int(events[position].data.u32))
    }
  }
}
