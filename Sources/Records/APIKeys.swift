package import Postgres
package import Referrals

/// The keys that open the API: hashes only.
package enum APIKeys {
  /// What is known of a key.
  package struct Entry: Sendable {
    /// SHA-256 of the key.
    package let hash: [UInt8]
    /// The program it opens; nil for an admin key.
    package let program: Program.ID?
    /// What it may do there.
    package let role: Role
    /// What it was made for.
    package let name: String
    /// Its last characters, to tell it from others.
    package let hint: String
    /// When it was made.
    package let createdAt: Timestamp
    /// When it was taken back.
    package let revokedAt: Timestamp?
  }

  /// Stores a key; the same key again changes nothing. A key without a program is an admin's.
  package static func insert(
    _ key: APIKey, program: Program.ID?, role: Role = .admin, name: String, at time: Timestamp,
    in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO api_keys (key_hash, program_id, role, name, hint, created_at)
      VALUES (\(key.hash), \(program), \(role), \(name), \(key.hint), \(time))
      ON CONFLICT DO NOTHING
      """)
  }

  /// The entry of a hash, if it is known and was not taken back.
  package static func find(hash: [UInt8], in connection: Connection) async throws -> Entry? {
    try await connection.query("SELECT * FROM api_keys WHERE key_hash = \(hash) AND revoked_at IS NULL")
      .first.map(Entry.init(row:))
  }

  /// Every key of a program, or with nil the admin keys, oldest first.
  package static func all(of program: Program.ID?, in connection: Connection) async throws -> [Entry] {
    try await connection.query(
      "SELECT * FROM api_keys WHERE program_id IS NOT DISTINCT FROM \(program) ORDER BY created_at, key_hash"
    ).map(Entry.init(row:))
  }

  /// Takes back the keys of a program (nil: admin keys) that end in these characters; how many there were.
  package static func revoke(
    hint: String, of program: Program.ID?, at time: Timestamp, in connection: Connection
  ) async throws -> Int {
    try await connection.execute(
      """
      UPDATE api_keys SET revoked_at = \(time)
      WHERE program_id IS NOT DISTINCT FROM \(program) AND hint = \(hint) AND revoked_at IS NULL
      """)
  }
}

extension APIKeys.Entry {
  init(row: Row) throws {
    self.init(
      hash: try row.decode("key_hash"), program: try row.decode("program_id"), role: try row.decode("role"),
      name: try row.decode("name"),
      hint: try row.decode("hint"), createdAt: try row.decode("created_at"), revokedAt: try row.decode("revoked_at"))
  }
}
