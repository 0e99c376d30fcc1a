package import Postgres
package import Referrals

/// The ways in which a program's credit is counted, numbered.
package enum Runs {
  /// One run: its number, its settings as they were, and how far it is.
  package struct Entry: Sendable, Hashable {
    /// Its number in the program, from 1.
    package let run: Int
    /// What it counts by.
    package let attribution: AttributionSettings
    /// Whether everything stored before it has been counted.
    package let isLive: Bool
    /// Whether reports read it unless asked for another.
    package let isCurrent: Bool
    /// Whether reports go by it once it has caught up, unless a later run does.
    package var becomesCurrent = false
    /// Which version of its model's fit it counts by; nil for a rule, and as long as there is none.
    package let fitVersion: Int?
    /// When it was begun.
    package let createdAt: Timestamp
    /// When it had caught up.
    package let completedAt: Timestamp?
    /// How many conversions it had to count when it began; nil where that is not known, and for the first run.
    package var conversions: Int?
  }

  /// Begins a run with the next number. The first is live at once; a later one counts what is there.
  package static func begin(
    _ attribution: AttributionSettings, isLive: Bool, becomesCurrent: Bool = true, at time: Timestamp,
    program: Program.ID,
    in connection: Connection
  ) async throws -> Entry {
    try await Programs.lock(program, in: connection)
    let row = try await connection.query(
      """
      INSERT INTO attribution_runs (program_id, run, model, window_days, half_life_days, position_first, position_last,
        chain_share, renewal_months, exposure_hops, exposure_weight, exposure_share, status, is_current, becomes_current, created_at, completed_at,
        fit_version, conversions)
      SELECT \(program), coalesce(max(run), 0) + 1, \(attribution.model), \(attribution.windowDays),
        \(attribution.halfLifeDays), \(attribution.position.first), \(attribution.position.last),
        \(attribution.chainShare), \(attribution.renewalMonths), \(attribution.exposureHops),
        \(attribution.exposureWeight), \(attribution.exposureShare), \(isLive ? "live" : "counting"),
        \(isLive && becomesCurrent), \(becomesCurrent), \(time), \(isLive ? time : nil),
        (SELECT max(version) FROM fits WHERE program_id = \(program) AND model = \(attribution.model)),
        CASE WHEN NOT \(isLive) THEN (SELECT count(*) FROM conversions WHERE program_id = \(program)) END
      FROM attribution_runs WHERE program_id = \(program)
      RETURNING *
      """
    ).only
    return try Entry(row: row)
  }

  /// A run that would count by these settings, were it begun: without a number, and stored nowhere.
  package static func imagined(
    _ attribution: AttributionSettings, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Entry {
    let version = try await connection.query(
      "SELECT max(version) AS version FROM fits WHERE program_id = \(program) AND model = \(attribution.model)"
    ).only.decode("version", as: Int?.self)
    return Entry(
      run: 0, attribution: attribution, isLive: false, isCurrent: false, fitVersion: version, createdAt: time,
      completedAt: nil)
  }

  /// Every run of a program, newest first.
  package static func all(program: Program.ID, in connection: Connection) async throws -> [Entry] {
    try await connection.query(
      "SELECT * FROM attribution_runs WHERE program_id = \(program) ORDER BY run DESC"
    ).map(Entry.init(row:))
  }

  /// Declares the runs that count caught up once nothing of the program is due, and makes the newest of them that is
  /// to be so current; the runs that were.
  package static func completeCounting(
    at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Int] {
    let counting = try await connection.query(
      "SELECT run FROM attribution_runs WHERE program_id = \(program) AND status = 'counting'"
    )
    if counting.isEmpty { return [] }
    try await Programs.lock(program, in: connection)
    let completed = try await connection.query(
      """
      UPDATE attribution_runs SET status = 'live', completed_at = \(time)
      WHERE program_id = \(program) AND status = 'counting'
        AND NOT EXISTS (SELECT FROM settlements_due WHERE program_id = \(program) AND cause = 'recount')
      RETURNING run, becomes_current
      """)
    let runs = try completed.map { try $0.decode("run", as: Int.self) }
    let current = try completed.filter { try $0.decode("becomes_current") }.map { try $0.decode("run", as: Int.self) }
    guard let newest = current.max() else { return runs }
    try await connection.execute(
      "UPDATE attribution_runs SET is_current = false WHERE program_id = \(program) AND is_current")
    try await connection.execute(
      "UPDATE attribution_runs SET is_current = true WHERE program_id = \(program) AND run = \(newest)")
    return runs
  }
}

extension Runs.Entry {
  init(row: Row) throws {
    self.init(
      run: try row.decode("run"), attribution: try AttributionSettings(row: row),
      isLive: try row.decode("status", as: String.self) == "live",
      isCurrent: try row.decode("is_current"), becomesCurrent: try row.decode("becomes_current"),
      fitVersion: try row.decode("fit_version"),
      createdAt: try row.decode("created_at"),
      completedAt: try row.decode("completed_at"), conversions: try row.decode("conversions"))
  }
}
