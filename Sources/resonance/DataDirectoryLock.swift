import Foundation
import Glibc

/// Keeps two services from sharing one data directory: they would stop each other's PostgreSQL and replay one spill
/// twice. Held until the process ends, however it ends.
struct DataDirectoryLock {
  /// Takes the lock, or says who must go first.
  static func take(in directory: String) throws {
    let path = directory + "/serve.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CommandFailure(.cannotCreate, "\(path) can't be written.") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw CommandFailure(
        .unavailable,
        "A service already runs on \(directory). Stop it first, or name another directory with --data-dir.")
    }
  }
}
