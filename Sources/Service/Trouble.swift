import Postgres

/// What an error says of the work that met it.
enum Trouble {
  /// Whether an error comes of what was at hand, so that other work may go on, and not of the database being away or of
  /// being stopped.
  static func isOfData(_ error: any Error) -> Bool {
    switch error {
    case is CancellationError, is PoolError: false
    case let error as PostgresError: !error.isConnectionFailure
    default: true
    }
  }

  /// What is logged of an error: nothing that anybody told.
  static func code(of error: any Error) -> String {
    (error as? PostgresError).map { "\($0.sqlState)" } ?? "\(type(of: error))"
  }
}
