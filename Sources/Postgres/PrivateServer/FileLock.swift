internal import Glibc

/// A lock between processes that ends with its holder, whatever ends it.
struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for the lock; blocks the thread.
  init(_ path: String) throws(PrivateServerError) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PrivateServerError("\(path) cannot be opened (errno \(errno))") }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        close(descriptor)
        throw PrivateServerError("\(path) cannot be locked (errno \(errno))")
      }
    }
  }

  func release() { close(descriptor) }
}
