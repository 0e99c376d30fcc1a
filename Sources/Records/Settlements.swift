package import Postgres
package import Referrals

/// Conversions whose credit has to be counted again.
package enum Settlements {
  /// One conversion that is due.
  package struct Due: Sendable {
    /// Which.
    package let conversion: Conversion.ID
    /// Why.
    package let cause: Ledger.Cause
  }

  /// Marks what a person did, all of it or from a moment on, but for a conversion that is settled anyway.
  package static func mark(
    conversionsOf person: Person.ID, since start: Timestamp? = nil, except conversion: Conversion.ID? = nil,
    cause: Ledger.Cause, at time: Timestamp,
    program: Program.ID, in connection: Connection
  ) async throws {
    try await mark(
      """
      SELECT program_id, id, \(cause.rawValue), \(time) FROM conversions
      WHERE program_id = \(program) AND person_id = \(person)
        AND (\(start)::timestamptz IS NULL OR occurred_at >= \(start))
        AND (\(conversion)::uuid IS NULL OR id <> \(conversion))
      """, in: connection)
  }

  /// Marks what belongs to a subscription: the first sale decides who is credited for all of it.
  package static func mark(
    subscription: String, except conversion: Conversion.ID, cause: Ledger.Cause, at time: Timestamp,
    program: Program.ID, in connection: Connection
  ) async throws {
    try await mark(
      """
      SELECT program_id, id, \(cause.rawValue), \(time) FROM conversions
      WHERE program_id = \(program) AND subscription = \(subscription) AND id <> \(conversion)
      """, in: connection)
  }

  /// Marks one conversion, from a time on.
  package static func mark(
    _ conversion: Conversion.ID, cause: Ledger.Cause, from time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws {
    try await mark(
      "SELECT \(program)::uuid, \(conversion)::uuid, \(cause.rawValue), \(time)::timestamptz", in: connection)
  }

  /// Marks everything a program has.
  package static func markAll(at time: Timestamp, program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      INSERT INTO settlements_due (program_id, conversion_id, cause, due_since)
      SELECT program_id, id, \(Ledger.Cause.recount.rawValue), \(time) FROM conversions WHERE program_id = \(program)
      ON CONFLICT (program_id, conversion_id) DO UPDATE SET cause = excluded.cause, due_since = excluded.due_since
      """)
  }

  private static func mark(_ selection: SQL, in connection: Connection) async throws {
    try await connection.execute(
      """
      INSERT INTO settlements_due (program_id, conversion_id, cause, due_since) \(selection)
      ON CONFLICT (program_id, conversion_id) DO UPDATE SET
        due_since = least(settlements_due.due_since, excluded.due_since)
      """)
  }

  /// The programs with something due by now.
  package static func programs(at time: Timestamp, in connection: Connection) async throws -> [Program.ID] {
    try await connection.query(
      """
      SELECT program_id FROM settlements_due WHERE due_since <= \(time)
      UNION SELECT program_id FROM attribution_runs WHERE status = 'counting'
      """
    ).map { try $0.decode("program_id") }
  }

  /// Takes the longest due of a program, which no other worker has taken; they are done when the transaction ends.
  package static func claim(
    limit: Int, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Due] {
    try await connection.query(
      """
      WITH claimed AS (
        SELECT program_id, conversion_id FROM settlements_due
        WHERE program_id = \(program) AND due_since <= \(time)
        ORDER BY due_since, conversion_id LIMIT \(limit) FOR UPDATE SKIP LOCKED
      )
      DELETE FROM settlements_due d USING claimed c
      WHERE d.program_id = \(program) AND c.program_id = d.program_id AND c.conversion_id = d.conversion_id
      RETURNING d.conversion_id, d.cause
      """
    ).map { Due(conversion: try $0.decode("conversion_id"), cause: try $0.decode("cause")) }
  }

  /// How many are due in all.
  package static func count(in connection: Connection) async throws -> Int {
    try await connection.query("SELECT count(*) AS due FROM settlements_due").only.decode("due")
  }
}
