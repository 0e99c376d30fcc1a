package import Postgres
package import Referrals

/// What deliveries wait for: a conversion by any of the names it may come under, or an advocate.
package enum InboxAwaits {
  /// The name by which the first conversion of a subscription is awaited.
  package static func key(ofSubscription subscription: String) -> String { "subscription:\(subscription)" }

  /// The name by which an advocate is awaited.
  package static func key(ofAdvocate externalID: String) -> String { "advocate:\(externalID)" }

  /// Lets one transaction at a time deal with these names: whoever looks for a conversion by them and waits, and whoever
  /// stores it, so that none misses the other.
  package static func lock(_ keys: [String], program: Program.ID, in connection: Connection) async throws {
    // Each in its turn, in one order for all.
    let names = Set(keys.map(\.exact)).sorted().map { "conversion key:\(program):\($0)" }
    try await connection.query(
      "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(\(names)) AS name")
  }

  /// Lets a delivery wait for a conversion by any of these names.
  package static func insert(
    _ delivery: Delivery.ID, keys: [String], program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO inbox_awaits (program_id, key, delivery_id)
      SELECT \(program), key, \(delivery) FROM unnest(\(keys)) AS key
      ON CONFLICT DO NOTHING
      """)
  }

  /// Lets those that wait for one of these names be looked at now.
  package static func wake(
    _ keys: [String], at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      WITH woken AS (
        DELETE FROM inbox_awaits WHERE program_id = \(program) AND key = ANY(\(keys)) RETURNING delivery_id
      )
      UPDATE inbox_states SET due_at = \(time)
      WHERE program_id = \(program) AND status = 'waiting' AND delivery_id IN (SELECT delivery_id FROM woken)
      """)
  }

  /// Forgets what a delivery waited for.
  package static func remove(
    _ delivery: Delivery.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      "DELETE FROM inbox_awaits WHERE program_id = \(program) AND delivery_id = \(delivery)")
  }
}
