/// Why the pool has no connection to give. All of it may pass: to a client of a server it is 503.
package enum PoolError: Error, Sendable {
  /// Every connection stayed busy for as long as a caller may wait.
  case exhausted(waited: Duration)
  /// No connection could be made in the time a caller may wait; the last attempt's error.
  case unavailable(PostgresError)
  /// The pool is closed.
  case closed
}

extension PoolError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .exhausted(let waited): "no database connection was free within \(waited)"
    case .unavailable(let error): "the database cannot be reached: \(error)"
    case .closed: "the connection pool is closed"
    }
  }
}
