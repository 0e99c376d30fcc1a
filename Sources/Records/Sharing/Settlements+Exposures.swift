package import Postgres
package import Referrals

extension Settlements {
  /// Marks the conversions that shares told late could have led to: of those within the hops that any run counts of
  /// `sharers`, from the moment of the first such share on.
  /// - Parameter recorded: since when they were told; nil for all.
  package static func mark(
    exposedTo sharers: [Person.ID], since start: Timestamp, recordedSince recorded: Timestamp? = nil, at now: Timestamp,
    program: Program.ID,
    in connection: Connection
  ) async throws {
    let runs = try await Runs.all(program: program, in: connection)
    let hops = runs.map(\.attribution.exposureHops).max() ?? 0
    try await mark(
      "SELECT unnest(\(sharers)) AS person", hops: hops, isItself: false, since: start,
      recordedSince: recorded, at: now, program: program, in: connection)
  }

  /// Marks the conversions that edges told late could have led to: of those to whom they lead, by external id, and of
  /// whoever sees these within the hops that any run counts, from a moment on.
  /// - Parameter recorded: since when they were told; nil for all.
  package static func mark(
    reachedBy followers: [String], since start: Timestamp, recordedSince recorded: Timestamp? = nil, at now: Timestamp,
    program: Program.ID,
    in connection: Connection
  ) async throws {
    let runs = try await Runs.all(program: program, in: connection)
    let hops = runs.map(\.attribution.exposureHops).max() ?? 0
    guard hops > 0 else { return }
    try await mark(
      """
      SELECT id AS person FROM people
      WHERE program_id = \(program) AND external_id = ANY(\(followers))
        AND EXISTS (SELECT FROM shares WHERE program_id = \(program))
      """, hops: hops - 1, isItself: true, since: start, recordedSince: recorded, at: now, program: program,
      in: connection)
  }

  private static func mark(
    _ people: SQL, hops: Int, isItself: Bool, since start: Timestamp, recordedSince recorded: Timestamp?,
    at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    var steps: SQL = "step0 AS (\(people))"
    var reached: SQL = isItself ? "SELECT person FROM step0" : "SELECT NULL::uuid AS person WHERE false"
    for hop in stride(from: 1, through: hops, by: 1) {
      steps = """
        \(steps), step\(unsafe: "\(hop)") AS (
          SELECT DISTINCT e.to_person AS person
          FROM step\(unsafe: "\(hop - 1)") s
          JOIN graph_edges e ON e.program_id = \(program) AND e.from_person = s.person)
        """
      reached = "\(reached) UNION SELECT person FROM step\(unsafe: "\(hop)")"
    }
    // Where nothing was bought since, as after most shares, nobody is looked for.
    try await connection.execute(
      """
      WITH \(steps), bought AS MATERIALIZED (
        SELECT id, person_id FROM conversions
        WHERE program_id = \(program) AND occurred_at >= \(start) AND person_id IS NOT NULL
          AND (\(recorded)::timestamptz IS NULL OR recorded_at >= \(recorded))
      )
      INSERT INTO settlements_due (program_id, conversion_id, cause, due_since)
      SELECT \(program), b.id, \(Ledger.Cause.exposure.rawValue), \(now) FROM bought b
      WHERE EXISTS (SELECT FROM bought) AND b.person_id IN (\(reached))
      ORDER BY b.id
      ON CONFLICT (program_id, conversion_id) DO UPDATE SET
        due_since = least(settlements_due.due_since, excluded.due_since)
      """)
  }
}
