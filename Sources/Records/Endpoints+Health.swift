package import Postgres
package import Referrals

// What sending shows of an endpoint.

extension Endpoints {
  /// An attempt failed: from here on, or from earlier, there were only failures.
  package static func noteFailure(
    of id: ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE endpoints SET failing_since = \(time)
      WHERE program_id = \(program) AND id = \(id) AND failing_since IS NULL AND disabled_at IS NULL
      """)
  }

  /// An attempt succeeded.
  package static func noteSuccess(of id: ID, program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      UPDATE endpoints SET failing_since = NULL
      WHERE program_id = \(program) AND id = \(id) AND failing_since IS NOT NULL
      """)
  }

  /// The endpoint asked for a pause.
  package static func pause(
    _ id: ID, until time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE endpoints SET not_before = greatest(not_before, \(time))
      WHERE program_id = \(program) AND id = \(id)
      """)
  }

  /// Sends nothing to an endpoint any more; what is on its way waits for a replay. Where a time is given, only if there
  /// were nothing but failures since then. The endpoint as it is now, if this was news.
  package static func disable(
    _ id: ID, for reason: Reason, ifFailingSince limit: Timestamp? = nil, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Entry? {
    let disabled = try await connection.query(
      """
      UPDATE endpoints SET disabled_at = \(time), disabled_reason = \(reason.rawValue)
      WHERE program_id = \(program) AND id = \(id) AND disabled_at IS NULL AND deleted_at IS NULL
        AND (\(limit)::timestamptz IS NULL OR failing_since <= \(limit))
      RETURNING *
      """
    ).first.map(Entry.init(row:))
    if disabled != nil { try await Deliveries.stop(id, as: .held, at: time, program: program, in: connection) }
    return disabled
  }

  /// How many are disabled, of all programs.
  package static func countDisabled(in connection: Connection) async throws -> Int {
    try await connection.query(
      "SELECT count(*) AS disabled FROM endpoints WHERE disabled_at IS NOT NULL AND deleted_at IS NULL"
    ).only.decode("disabled")
  }
}
