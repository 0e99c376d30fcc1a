package import Postgres
package import Referrals

/// What reports read that no single event can keep up to date: stages, lags, cohorts and generations, worked out from
/// everything that happened. A pass computes them anew and writes what has changed, so that whatever came late, was taken
/// back or was learned afterwards is in the next one.
package enum Summaries {
  /// How old a program's summaries are.
  package struct State: Sendable {
    /// The moment they tell of.
    package let computedAt: Timestamp
    /// How long it took to work them out.
    package let took: Duration
    /// How many clicks and conversions there were.
    package let events: Int
  }

  /// The state of a program's summaries; nil where there are none yet.
  package static func state(of program: Program.ID, in connection: Connection) async throws -> State? {
    let row = try await connection.query(
      "SELECT computed_at, took_ms, events FROM summaries WHERE program_id = \(program) AND computed_at IS NOT NULL"
    ).first
    return try row.map { row in
      State(
        computedAt: try row.decode("computed_at"), took: .milliseconds(try row.decode("took_ms", as: Int.self)),
        events: try row.decode("events"))
    }
  }

  /// Remembers that somebody reads them, to the hour, so that they are kept fresh.
  package static func noteReading(at now: Timestamp, program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      INSERT INTO summaries AS s (program_id, took_ms, asked_at) VALUES (\(program), 0, \(now))
      ON CONFLICT (program_id) DO UPDATE SET asked_at = excluded.asked_at
      WHERE s.asked_at IS NULL OR s.asked_at < excluded.asked_at - interval '1 hour'
      """)
  }

  /// The programs whose summaries should be worked out again, those that have waited longest first. A worker spends a
  /// twentieth of its time on one program at the most: where somebody has read them within a week, a pass comes a minute
  /// after the one before, or twenty times as long after it as that took; elsewhere once a day.
  package static func due(at now: Timestamp, in connection: Connection) async throws -> [Program.ID] {
    try await connection.query(
      """
      SELECT p.program_id FROM programs p
      LEFT JOIN summaries s ON s.program_id = p.program_id
      WHERE coalesce(s.computed_at, p.created_at) <= \(now)::timestamptz
        - CASE WHEN s.asked_at > \(now)::timestamptz - interval '7 days'
            THEN greatest(interval '1 minute', s.took_ms * interval '20 milliseconds') ELSE interval '1 day' END
      ORDER BY s.computed_at NULLS FIRST, p.program_id
      """
    ).map { try $0.decode("program_id") }
  }

  /// Lets one transaction at a time work them out; false where another does and this one is not to wait.
  package static func lock(_ program: Program.ID, waits: Bool, in connection: Connection) async throws -> Bool {
    let key: SQL = "hashtextextended(\("summaries:\(program)"), 0)"
    if waits {
      try await connection.query("SELECT pg_advisory_xact_lock(\(key))")
      return true
    }
    return try await connection.query("SELECT pg_try_advisory_xact_lock(\(key)) AS is_held").only.decode("is_held")
  }

  /// Settings for the rest of a transaction that reads everything: memory to join in, one core and no more, and no join
  /// that sorts millions of rows where a table of hashes would do.
  package static func prepare(_ connection: Connection) async throws {
    try await connection.query(
      """
      SELECT set_config('work_mem', '64MB', true), set_config('max_parallel_workers_per_gather', '0', true),
        set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
      """)
  }

  /// Says that a pass is done, and how long it took.
  package static func finish(
    at now: Timestamp, took: Duration, program: Program.ID, in connection: Connection
  ) async throws {
    let milliseconds = Int32(clamping: took.wholeMicroseconds / 1000)
    try await connection.execute(
      """
      INSERT INTO summaries (program_id, computed_at, took_ms, events)
      SELECT \(program)::uuid, \(now)::timestamptz, \(milliseconds), (
        SELECT coalesce(sum(people + repeats + bots), 0) FROM program_click_counts WHERE program_id = \(program)
      ) + (
        SELECT coalesce(sum(leads + signups + sales + renewals), 0) FROM revenue_counts WHERE program_id = \(program))
      ON CONFLICT (program_id) DO UPDATE SET computed_at = excluded.computed_at, took_ms = excluded.took_ms,
        events = excluded.events
      """)
  }
}
