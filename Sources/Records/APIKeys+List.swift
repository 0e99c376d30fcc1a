package import Postgres
package import Referrals

// The keys of a program, for those who look after them.

extension APIKeys {
  /// The key of a program under the name that lists have for it, held until the transaction ends.
  package static func hold(
    id: String, program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    try await connection.query(
      """
      SELECT * FROM api_keys WHERE program_id = \(program) AND encode(substr(key_hash, 1, 8), 'hex') = \(id)
      FOR NO KEY UPDATE
      """
    ).first.map(Entry.init(row:))
  }

  /// Takes a key back; it opens nothing from now on.
  package static func revoke(_ key: Entry, at time: Timestamp, in connection: Connection) async throws {
    try await connection.execute(
      "UPDATE api_keys SET revoked_at = \(time) WHERE key_hash = \(key.hash) AND revoked_at IS NULL")
  }
}

extension APIKeys.Entry {
  /// By what lists name it: the first eight bytes of its hash, as hexadecimal digits.
  package var id: String {
    hash.prefix(8).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }
}
