import Glibc

/// A system call that failed.
package struct SystemFailure: Error, CustomStringConvertible {
  /// What was called, for people.
  package var call: String
  /// The `errno` that it left.
  package var code: Int32

  /// A failure of the call just made, unless another code is given.
  package init(call: String, code: Int32 = errno) {
    self.call = call
    self.code = code
  }

  /// What was called and what went wrong.
  package var description: String { "\(call): \(unsafe String(cString: strerror(code)))" }
}
