package import Postgres
package import Referrals

/// Where webhooks come from.
package enum Sources {
  /// The channel on which the id of a source is notified when it was changed.
  package static let channel = "sources"

  /// Stores a source.
  package static func insert(_ source: Source, in connection: Connection) async throws {
    try await connection.execute(
      """
      INSERT INTO sources (source_id, program_id, provider, name, secret, former_secret, former_secret_until,
        accepts_test, created_at)
      VALUES (\(source.id), \(source.program), \(source.provider), \(source.name), \(source.secret),
        \(source.former?.secret), \(source.former?.until), \(source.acceptsTest), \(source.createdAt))
      """)
  }

  /// The source of an id, if it is there and was not removed, or was removed and that does not matter.
  package static func find(
    _ id: Source.ID, includingRemoved: Bool = false, in connection: Connection
  ) async throws -> Source? {
    try await connection.query(
      "SELECT * FROM sources WHERE source_id = \(id) AND (removed_at IS NULL OR \(includingRemoved))"
    ).first.map(Source.init(row:))
  }

  /// A program's sources, newest first, from below an id.
  package static func list(
    before: Source.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Source] {
    try await connection.query(
      """
      SELECT * FROM sources WHERE program_id = \(program) AND removed_at IS NULL
        AND (\(before)::uuid IS NULL OR source_id < \(before))
      ORDER BY source_id DESC LIMIT \(limit)
      """
    ).map(Source.init(row:))
  }

  /// Makes another secret the source's; the one it had stays valid beside it until a time.
  package static func rotate(
    _ id: Source.ID, to secret: String, keepingFormerUntil end: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE sources SET former_secret = secret, former_secret_until = \(end), secret = \(secret)
      WHERE source_id = \(id) AND program_id = \(program) AND secret <> \(secret)
      """)
    try await announce(id, in: connection)
  }

  /// Changes a source's name, and whether its test events count.
  package static func update(
    _ id: Source.ID, name: String?, acceptsTest: Bool, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE sources SET name = \(name), accepts_test = \(acceptsTest)
      WHERE source_id = \(id) AND program_id = \(program)
      """)
    try await announce(id, in: connection)
  }

  /// Takes no more deliveries from a source; those that came stay.
  package static func remove(
    _ id: Source.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      "UPDATE sources SET removed_at = \(time) WHERE source_id = \(id) AND program_id = \(program)")
    try await announce(id, in: connection)
  }

  private static func announce(_ id: Source.ID, in connection: Connection) async throws {
    try await connection.query("SELECT pg_notify(\(channel), \(id.description))")
  }
}

extension Source {
  init(row: Row) throws {
    let former: (secret: String, until: Timestamp)? =
      if let secret = try row.decode("former_secret", as: String?.self) {
        (secret, try row.decode("former_secret_until"))
      } else {
        nil
      }
    self.init(
      id: try row.decode("source_id"), program: try row.decode("program_id"), provider: try row.decode("provider"),
      name: try row.decode("name"), secret: try row.decode("secret"), former: former,
      acceptsTest: try row.decode("accepts_test"), createdAt: try row.decode("created_at"))
  }
}
