package import Logging
package import Postgres
package import Referrals
import ServiceLifecycle
import Records

/// Makes the months' partitions ahead, and turns the visitors' salts with the day.
package struct PartitionKeeper: Service {
  private let pool: Pool
  private let salts: DailySalts
  private let now: @Sendable () -> Timestamp
  private let logger: Logger

  /// A keeper, to be run.
  package init(
    pool: Pool, salts: DailySalts, now: @escaping @Sendable () -> Timestamp = { .now() },
    logger: Logger = Logger(label: "partitions")
  ) {
    self.pool = pool
    self.salts = salts
    self.now = now
    self.logger = logger
  }

  /// Looks after both once: for the start, and for each round.
  package func keep() async throws {
    let now = now()
    try await pool.withConnection { try await Clicks.ensurePartitions(around: now, in: $0) }
    try await salts.turn(to: Day(number: Int(now.seconds / 86_400)))
  }

  /// Looks after both every quarter of an hour and at midnight, or after ten seconds where it failed, until graceful
  /// shutdown or cancellation.
  package func run() async throws {
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      var pause = Duration.minutes(15)
      do {
        try await keep()
        pause = min(pause, .seconds(86_400 - now().seconds % 86_400) + .seconds(1))
      } catch is CancellationError {
        return
      } catch {
        logger.error("partitions and salts are not kept: \(error)")
        pause = .seconds(10)
      }
      try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
    }
  }
}
