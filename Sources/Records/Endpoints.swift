package import Postgres
package import Referrals

/// Where programs want to hear of what happens.
package enum Endpoints {
  /// An endpoint's id.
  package typealias ID = Identifier<Entry>

  /// Why nothing is sent to an endpoint.
  package enum Reason: String, Sendable, CaseIterable {
    /// Its owner said so.
    case asked
    /// It answered 410.
    case gone
    /// It did nothing but fail for days.
    case failing
  }

  /// One endpoint.
  package struct Entry: Sendable {
    /// Its id.
    package let id: ID
    /// Where events are posted to.
    package var url: String
    /// What its owner says of it.
    package var description: String?
    /// The names of the events it wants.
    package var events: [String]
    /// What signs, `whsec_…`.
    package var secret: String
    /// What signed before the last rotation.
    package var formerSecret: String?
    /// Until when that signs beside the secret.
    package var formerSecretUntil: Timestamp?
    /// When it was made.
    package let createdAt: Timestamp
    /// Since when nothing is sent to it.
    package var disabledAt: Timestamp?
    /// Why.
    package var disabledReason: Reason?
    /// The first failure since the last success.
    package var failingSince: Timestamp?
    /// Until when it asked for a pause.
    package var notBefore: Timestamp?

    /// An endpoint that is new.
    package init(
      id: ID, url: String, description: String?, events: [String], secret: String, createdAt: Timestamp
    ) {
      self.id = id
      self.url = url
      self.description = description
      self.events = events
      self.secret = secret
      self.createdAt = createdAt
    }

    /// The secrets that sign at a time, the newest first.
    package func secrets(at time: Timestamp) -> [String] {
      guard let formerSecret, let formerSecretUntil, time < formerSecretUntil else { return [secret] }
      return [secret, formerSecret]
    }
  }

  /// Stores a new endpoint.
  package static func insert(_ endpoint: Entry, program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      INSERT INTO endpoints (program_id, id, url, description, events, secret, created_at)
      VALUES (\(program), \(endpoint.id), \(endpoint.url), \(endpoint.description), \(endpoint.events),
        \(endpoint.secret), \(endpoint.createdAt))
      """)
  }

  /// The endpoint of an id, if the program has it and it was not deleted.
  package static func find(_ id: ID, program: Program.ID, in connection: Connection) async throws -> Entry? {
    try await connection.query(
      "SELECT * FROM endpoints WHERE program_id = \(program) AND id = \(id) AND deleted_at IS NULL"
    ).first.map(Entry.init(row:))
  }

  /// The same, held until the transaction ends, for one who is going to change it.
  package static func hold(_ id: ID, program: Program.ID, in connection: Connection) async throws -> Entry? {
    try await connection.query(
      """
      SELECT * FROM endpoints WHERE program_id = \(program) AND id = \(id) AND deleted_at IS NULL
      FOR NO KEY UPDATE
      """
    ).first.map(Entry.init(row:))
  }

  /// Newest first, from below an id.
  package static func list(
    before: ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT * FROM endpoints WHERE program_id = \(program) AND deleted_at IS NULL
        AND (\(before)::uuid IS NULL OR id < \(before))
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Entry.init(row:))
  }

  /// Writes an endpoint as it is to be from now on.
  package static func update(_ endpoint: Entry, program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      UPDATE endpoints SET url = \(endpoint.url), description = \(endpoint.description), events = \(endpoint.events),
        secret = \(endpoint.secret), former_secret = \(endpoint.formerSecret),
        former_secret_until = \(endpoint.formerSecretUntil), disabled_at = \(endpoint.disabledAt),
        disabled_reason = \(endpoint.disabledReason?.rawValue), failing_since = \(endpoint.failingSince),
        not_before = \(endpoint.notBefore)
      WHERE program_id = \(program) AND id = \(endpoint.id)
      """)
  }

  /// Deletes an endpoint: nothing is sent to it any more, and what it has been sent can still be read. False where the
  /// program has none of that id.
  package static func delete(
    _ id: ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      UPDATE endpoints SET deleted_at = \(time), secret = '', former_secret = NULL, former_secret_until = NULL
      WHERE program_id = \(program) AND id = \(id) AND deleted_at IS NULL
      """) == 1
  }
}

extension Endpoints.Entry {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), url: try row.decode("url"), description: try row.decode("description"),
      events: try row.decode("events"), secret: try row.decode("secret"), createdAt: try row.decode("created_at"))
    formerSecret = try row.decode("former_secret")
    formerSecretUntil = try row.decode("former_secret_until")
    disabledAt = try row.decode("disabled_at")
    disabledReason = try row.decode("disabled_reason")
    failingSince = try row.decode("failing_since")
    notBefore = try row.decode("not_before")
  }
}
