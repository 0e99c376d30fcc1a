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
      conversionsOf: [(person, start, conversion)], cause: cause, at: time, program: program, in: connection)
  }

  /// Marks what each of these people did from a moment on, or all of it where there is none, but for a conversion that is
  /// settled anyway.
  package static func mark(
    conversionsOf people: [(person: Person.ID, since: Timestamp?, except: Conversion.ID?)], cause: Ledger.Cause,
    at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard !people.isEmpty else { return }
    try await mark(
      """
      SELECT DISTINCT c.program_id, c.id, \(cause.rawValue), \(time)::timestamptz
      FROM unnest(\(people.map(\.person)), \(people.map(\.since)), \(people.map(\.except)))
        AS of (person_id, start, exception)
      JOIN conversions c ON c.program_id = \(program) AND c.person_id = of.person_id
        AND (of.start IS NULL OR c.occurred_at >= of.start) AND c.id IS DISTINCT FROM of.exception
      ORDER BY c.id
      """, in: connection)
  }

  /// Marks what belongs to subscriptions: the first sale decides who is credited for all of it.
  package static func mark(
    subscriptions: [(id: String, except: Conversion.ID)], cause: Ledger.Cause, at time: Timestamp,
    program: Program.ID, in connection: Connection
  ) async throws {
    guard !subscriptions.isEmpty else { return }
    try await mark(
      """
      SELECT DISTINCT c.program_id, c.id, \(cause.rawValue), \(time)::timestamptz
      FROM unnest(\(subscriptions.map(\.id)), \(subscriptions.map(\.except))) AS of (subscription, exception)
      JOIN conversions c ON c.program_id = \(program) AND c.subscription = of.subscription AND c.id <> of.exception
      ORDER BY c.id
      """, in: connection)
  }

  /// Marks conversions, each from a time on.
  package static func mark(
    _ conversions: [(id: Conversion.ID, from: Timestamp)], cause: Ledger.Cause, program: Program.ID,
    in connection: Connection
  ) async throws {
    guard !conversions.isEmpty else { return }
    let conversions = conversions.sorted { $0.id < $1.id }
    try await mark(
      """
      SELECT \(program)::uuid, of.id, \(cause.rawValue), of.due_since
      FROM unnest(\(conversions.map(\.id)), \(conversions.map(\.from))) AS of (id, due_since)
      """, in: connection)
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

  /// Marks what a selection of the table's columns says. What is marked for its history alone is told of once there is
  /// another cause.
  static func mark(_ selection: SQL, in connection: Connection) async throws {
    try await connection.execute(
      """
      INSERT INTO settlements_due (program_id, conversion_id, cause, due_since) \(selection)
      ON CONFLICT (program_id, conversion_id) DO UPDATE SET
        due_since = least(settlements_due.due_since, excluded.due_since),
        cause = CASE settlements_due.cause WHEN 'history' THEN excluded.cause ELSE settlements_due.cause END
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
    try await claim(
      """
      SELECT program_id, conversion_id FROM settlements_due
      WHERE program_id = \(program) AND due_since <= \(time)
      ORDER BY due_since, conversion_id LIMIT \(limit) FOR UPDATE SKIP LOCKED
      """, program: program, in: connection)
  }

  /// The same of one conversion, if it is due and no other worker has taken it.
  package static func claim(
    _ conversion: Conversion.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Due? {
    try await claim(
      """
      SELECT program_id, conversion_id FROM settlements_due
      WHERE program_id = \(program) AND conversion_id = \(conversion) AND due_since <= \(time) FOR UPDATE SKIP LOCKED
      """, program: program, in: connection
    ).first
  }

  /// Leaves one that could not be counted for later: a second at first, an hour in the end.
  package static func putOff(
    _ conversion: Conversion.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE settlements_due SET failures = failures + 1,
        due_since = \(time)::timestamptz + least(3600, pow(2, least(failures, 12))) * interval '1 second'
      WHERE program_id = \(program) AND conversion_id = \(conversion) AND due_since <= \(time)
      """)
  }

  private static func claim(_ due: SQL, program: Program.ID, in connection: Connection) async throws -> [Due] {
    try await connection.query(
      """
      WITH claimed AS (\(due))
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
