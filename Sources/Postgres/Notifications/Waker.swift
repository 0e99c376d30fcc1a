internal import Glibc

/// A pipe that wakes a thread out of `poll`, once and for good.
final class Waker: Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  init() throws(PostgresError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw PostgresError(.internalError, message: "no pipe can be made (errno \(errno))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A pipe that is full has been heard already.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  func wake() { _ = unsafe write(writeEnd, [1], 1) }

  /// Waits for at most so long; nil only looks.
  func isAwake(within time: Duration?) -> Bool {
    isAwake(or: -1, within: time.map { Int32(($0 / .milliseconds(1)).rounded(.up)) } ?? 0)
  }

  /// Waits until woken or until a descriptor can be read, for at most so many milliseconds; -1 is for ever.
  func isAwake(or descriptor: Int32, within milliseconds: Int32) -> Bool {
    var descriptors = [
      pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = unsafe poll(&descriptors, 2, milliseconds)
    return descriptors[0].revents != 0
  }
}
