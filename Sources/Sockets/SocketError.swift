internal import Glibc

/// A system call on a socket failed.
package struct SocketError: Error, Equatable, CustomStringConvertible {
  /// What was being done, as a phrase: `listen on 127.0.0.1:8080`.
  package var operation: String
  /// The error number (`errno`).
  package var code: Int32

  /// An error of this operation with this `errno`.
  package init(_ operation: String, code: Int32) {
    self.operation = operation
    self.code = code
  }

  package var description: String {
    let reason = unsafe String(cString: strerror(code))
    return "cannot \(operation): \(reason)"
  }
}
