/// Why a private server cannot be started or stopped, with what to do about it where that is known.
package struct PrivateServerError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
