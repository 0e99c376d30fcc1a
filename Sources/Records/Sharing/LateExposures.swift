package import Postgres
package import Referrals

/// Shares and edges that were told late, kept until no sale is on its way any more that may not have seen them.
package enum LateExposures {
  /// How long before they were told a sale can have begun that was on its way.
  private static let longestSale: Duration = .hours(1)

  /// Keeps what was told, unless no run counts exposures: who shared, or to whom edges lead, by external id.
  package static func keep(
    sharers: [Person.ID] = [], followers: [String] = [], since start: Timestamp, at now: Timestamp,
    program: Program.ID, in connection: Connection
  ) async throws {
    // Where nobody has shared anything, edges let nobody see anything.
    let isSeen: SQL = sharers.isEmpty ? "EXISTS (SELECT FROM shares WHERE program_id = \(program))" : "true"
    try await connection.execute(
      """
      INSERT INTO exposures_due (program_id, id, sharers, followers, since, told_at)
      SELECT \(program)::uuid, \(Identifier<Told>.timeOrdered(at: now))::uuid, \(sharers)::uuid[],
        \(followers)::text[], \(start)::timestamptz, \(now)::timestamptz
      WHERE EXISTS (SELECT FROM attribution_runs WHERE program_id = \(program) AND exposure_hops > 0) AND \(isSeen)
      """)
  }

  /// The programs of which something is kept.
  package static func programs(in connection: Connection) async throws -> [Program.ID] {
    try await connection.query("SELECT DISTINCT program_id FROM exposures_due").map { try $0.decode("program_id") }
  }

  /// Marks the conversions that were on their way when shares or edges were told, of those where that is over, and
  /// remembers of the others what had begun by now; how many of either there were.
  package static func settle(at now: Timestamp, program: Program.ID, in connection: Connection) async throws -> Int {
    let ready = try await connection.query(
      """
      DELETE FROM exposures_due
      WHERE program_id = \(program) AND horizon <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
      RETURNING sharers, followers, since, told_at
      """)
    for row in ready {
      let sharers = try row.decode("sharers", as: [Person.ID].self)
      let followers = try row.decode("followers", as: [String].self)
      let start = try row.decode("since", as: Timestamp.self)
      let recorded = try row.decode("told_at", as: Timestamp.self) - longestSale
      if !sharers.isEmpty {
        try await Settlements.mark(
          exposedTo: sharers, since: start, recordedSince: recorded, at: now, program: program, in: connection)
      }
      if !followers.isEmpty {
        try await Settlements.mark(
          reachedBy: followers, since: start, recordedSince: recorded, at: now, program: program, in: connection)
      }
    }
    let seen = try await connection.execute(
      """
      UPDATE exposures_due SET horizon = pg_snapshot_xmax(pg_current_snapshot())::text::bigint
      WHERE program_id = \(program) AND horizon IS NULL
      """)
    return ready.count + seen
  }

  /// What was told at one time.
  private enum Told {}
}
