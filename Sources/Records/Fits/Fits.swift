package import Postgres
package import Referrals

/// What models have learnt from programs, in versions that are never changed.
package enum Fits {
  /// One version.
  package struct Entry: Sendable {
    /// Of which model.
    package let model: String
    /// Its number in the program and model, from 1.
    package let version: Int
    /// When it was made.
    package let fittedAt: Timestamp
    /// From how many conversions.
    package let conversions: Int
    /// The numbers of the model as a whole, in the model's own form.
    package let numbers: JSONText
    /// What it says of each advocate.
    package var advocates: [Weight] = []
  }

  /// What a fit says of an advocate.
  package struct Weight: Sendable, Hashable {
    /// Of whom.
    package let advocate: Advocate.ID
    /// In the model's own measure.
    package let weight: Double
    /// Below this with one chance in twenty, where the model can tell.
    package var low: Double?
    /// Above this with one chance in twenty.
    package var high: Double?

    /// A weight from its parts.
    package init(advocate: Advocate.ID, weight: Double, low: Double? = nil, high: Double? = nil) {
      self.advocate = advocate
      self.weight = weight
      self.low = low
      self.high = high
    }
  }

  /// How a model was last tried on a program.
  package struct Attempt: Sendable, Hashable {
    /// Which model.
    package let model: String
    /// When.
    package let triedAt: Timestamp
    /// How many conversions there were.
    package let conversions: Int
    /// What was missing, if it could not be fitted.
    package let missing: String?

    /// An attempt from its parts.
    package init(model: String, triedAt: Timestamp, conversions: Int, missing: String?) {
      self.model = model
      self.triedAt = triedAt
      self.conversions = conversions
      self.missing = missing
    }
  }

  /// Keeps the next version of a model, and lets the program's runs of that model count by it: the caller marks what they
  /// have counted, in the same transaction, which lets no conversion in from here on. Its number.
  package static func store(
    model: String, at time: Timestamp, conversions: Int, numbers: JSONText, advocates: [Weight], program: Program.ID,
    in connection: Connection
  ) async throws -> Int {
    let version = try await connection.query(
      """
      INSERT INTO fits (program_id, model, version, fitted_at, conversions, numbers)
      SELECT \(program), \(model), coalesce(max(version), 0) + 1, \(time), \(conversions), \(numbers)
      FROM fits WHERE program_id = \(program) AND model = \(model)
      RETURNING version
      """
    ).only.decode("version", as: Int.self)
    let ordered = advocates.sorted { $0.advocate < $1.advocate }
    try await connection.execute(
      """
      INSERT INTO fit_advocates (program_id, model, version, advocate_id, weight, low, high)
      SELECT \(program), \(model), \(version), a.advocate_id, a.weight, a.low, a.high
      FROM unnest(\(ordered.map(\.advocate)), \(ordered.map(\.weight)), \(ordered.map(\.low)), \(ordered.map(\.high)))
        AS a (advocate_id, weight, low, high)
      """)
    // Not before all that takes long. A sale reads the version that its program's runs count by: one that read the
    // former and commits after the marking would never be counted by this one.
    try await Programs.lock(program, in: connection)
    try await connection.execute(
      "UPDATE attribution_runs SET fit_version = \(version) WHERE program_id = \(program) AND model = \(model)")
    return version
  }

  /// One version with what it says of each advocate.
  package static func find(
    model: String, version: Int, program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    guard
      let row = try await connection.query(
        """
        SELECT * FROM fits WHERE program_id = \(program) AND model = \(model) AND version = \(version)
        """
      ).first
    else { return nil }
    var entry = try Entry(row: row)
    entry.advocates = try await connection.query(
      """
      SELECT * FROM fit_advocates WHERE program_id = \(program) AND model = \(model) AND version = \(version)
      ORDER BY advocate_id
      """
    ).map { row in
      Weight(
        advocate: try row.decode("advocate_id"), weight: try row.decode("weight"), low: try row.decode("low"),
        high: try row.decode("high"))
    }
    return entry
  }

  /// The latest version of each model of a program, without what they say of advocates.
  package static func latest(program: Program.ID, in connection: Connection) async throws -> [Entry] {
    try await connection.query(
      "SELECT DISTINCT ON (model) * FROM fits WHERE program_id = \(program) ORDER BY model, version DESC"
    ).map(Entry.init(row:))
  }

  /// How each model was last tried on a program.
  package static func attempts(program: Program.ID, in connection: Connection) async throws -> [Attempt] {
    try await connection.query("SELECT * FROM fit_attempts WHERE program_id = \(program)").map { row in
      Attempt(
        model: try row.decode("model"), triedAt: try row.decode("tried_at"), conversions: try row.decode("conversions"),
        missing: try row.decode("missing"))
    }
  }

  /// Remembers an attempt.
  package static func record(_ attempt: Attempt, program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      INSERT INTO fit_attempts (program_id, model, tried_at, conversions, missing)
      VALUES (\(program), \(attempt.model), \(attempt.triedAt), \(attempt.conversions), \(attempt.missing))
      ON CONFLICT (program_id, model) DO UPDATE SET tried_at = excluded.tried_at, conversions = excluded.conversions,
        missing = excluded.missing
      """)
  }

  /// Lets one worker at a time fit a program, until the transaction ends; false where another does.
  package static func claim(_ program: Program.ID, in connection: Connection) async throws -> Bool {
    try await connection.query(
      "SELECT pg_try_advisory_xact_lock(hashtextextended(\("fit:\(program)"), 0)) AS claimed"
    ).only.decode("claimed")
  }
}

extension Fits.Entry {
  init(row: Row) throws {
    self.init(
      model: try row.decode("model"), version: try row.decode("version"), fittedAt: try row.decode("fitted_at"),
      conversions: try row.decode("conversions"), numbers: try row.decode("numbers"))
  }
}
