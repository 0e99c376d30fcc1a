internal import Foundation

extension Migrator {
  /// Reads the files and does work on a connection that holds the lock.
  func locked<Result: Sendable>(
    _ body: @escaping @Sendable (BlockingConnection, [Migration]) throws -> Result
  ) async throws -> Result {
    let migrations = try Migration.all(in: directory)
    return try await onOwnThread { [self] in
      let connection = try BlockingConnection(url)
      try lock(connection)
      // The lock ends with the session, which ends with this closure.
      try Applied.prepare(connection)
      return try body(connection, migrations)
    }
  }

  /// Tries again and again: a session that waited inside a statement would hold a snapshot, and an index that is
  /// built concurrently by the migrator it waits for would wait for it in turn.
  private func lock(_ connection: BlockingConnection) throws {
    let deadline = ContinuousClock.now + lockTimeout
    let key = 7_205_759_403_792_793
    while try !connection.execute("SELECT pg_try_advisory_lock(\(key)) AS locked")[0].decode("locked", as: Bool.self) {
      guard ContinuousClock.now < deadline else {
        throw MigrationError(.locked, directory, "another migrator has held the lock for \(lockTimeout)")
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }
}
