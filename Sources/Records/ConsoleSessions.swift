package import Postgres
package import Referrals

/// Who is signed in to the console: hashes only.
package enum ConsoleSessions {
  /// What is known of one.
  package struct Entry: Sendable {
    /// The program that is looked at; nil where somebody with the service's admin key has yet to choose one.
    package let program: Program.ID?
    /// Whether another program may be chosen: the key is the service's admin key.
    package let maySwitch: Bool
    /// What the key may do.
    package let role: Role
    /// The key, by its name and last characters.
    package let actor: String
  }

  /// Signs somebody in who has shown a key that is good, and forgets sessions that are over.
  package static func begin(
    hash: [UInt8], key: APIKeys.Entry, at time: Timestamp, until end: Timestamp, in connection: Connection
  ) async throws {
    try await connection.execute("DELETE FROM console_sessions WHERE expires_at <= \(time)")
    try await connection.execute(
      """
      INSERT INTO console_sessions (token_hash, key_hash, program_id, created_at, expires_at)
      VALUES (\(hash), \(key.hash), \(key.program), \(time), \(end))
      """)
  }

  /// The session of a hash, if it is not over and its key was not taken back.
  package static func find(hash: [UInt8], at time: Timestamp, in connection: Connection) async throws -> Entry? {
    try await connection.query(
      """
      SELECT s.program_id, k.program_id IS NULL AS may_switch, k.role, k.name || ' …' || k.hint AS actor
      FROM console_sessions s JOIN api_keys k ON k.key_hash = s.key_hash
      WHERE s.token_hash = \(hash) AND s.expires_at > \(time) AND k.revoked_at IS NULL
      """
    ).first.map { row in
      Entry(
        program: try row.decode("program_id"), maySwitch: try row.decode("may_switch"), role: try row.decode("role"),
        actor: try row.decode("actor"))
    }
  }

  /// Looks at another program.
  package static func choose(_ program: Program.ID, hash: [UInt8], in connection: Connection) async throws {
    try await connection.execute("UPDATE console_sessions SET program_id = \(program) WHERE token_hash = \(hash)")
  }

  /// Signs out.
  package static func end(hash: [UInt8], in connection: Connection) async throws {
    try await connection.execute("DELETE FROM console_sessions WHERE token_hash = \(hash)")
  }
}
