package import Postgres

extension Clicks {
  /// A slot for the counters of a connection, which no other connection to the database has: it is the connection's
  /// until it ends. Should all be taken, a random one is shared, and two writers may wait for each other's commit.
  package static func claimSlot(in connection: BlockingConnection) throws -> Int16 {
    let rows = try connection.execute(
      """
      SELECT slot FROM generate_series(0, 255) AS slot
      WHERE pg_try_advisory_lock(hashtext('click counters'), slot) LIMIT 1
      """)
    guard let row = rows.first else { return Int16.random(in: 0...255) }
    let slot: Int32 = try row.decode("slot")
    return Int16(slot)
  }
}
