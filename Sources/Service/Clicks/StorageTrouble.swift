import Postgres

/// What an error of the database means for what was to be stored.
enum StorageTrouble: Sendable {
  /// The database cannot take it now, or nobody knows whether it did.
  case unavailable
  /// Running it again may do.
  case passing
  /// There is no partition for its month yet.
  case noPartition
  /// Something in it can never be stored.
  case data

  init(_ error: PostgresError, in connection: BlockingConnection) {
    switch error.sqlState.class {
    case _ where error.isConnectionFailure || !connection.isUsable: self = .unavailable
    case "40": self = .passing
    // A row for which a table has no partition violates a check that has no name.
    case "23" where error.sqlState == .checkViolation && error.constraint == nil: self = .noPartition
    case "22", "23": self = .data
    default: self = .unavailable
    }
  }
}
