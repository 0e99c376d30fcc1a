package import Logging
package import Postgres
package import Referrals

/// What the service asks of the world; nothing else asks it.
package struct Environment: Sendable {
  /// The time.
  package var now: @Sendable () -> Timestamp
  /// The connections to PostgreSQL.
  package var database: Pool
  /// Where the service is reached from outside.
  package var address: PublicAddress
  /// Where it says what it does.
  package var log: Logger

  /// An environment from its parts.
  package init(
    database: Pool, address: PublicAddress, log: Logger, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
  ) {
    self.now = now
    self.database = database
    self.address = address
    self.log = log
  }
}
