package import Postgres
package import Referrals

extension Links {
  /// An advocate's link for a channel that leads where the program's links lead and does not end, the first that was
  /// made; nil where there is none.
  package static func find(
    of advocate: Advocate.ID, channel: String, program: Program.ID, in connection: Connection
  ) async throws -> Link? {
    try await connection.query(
      """
      SELECT * FROM links WHERE program_id = \(program) AND advocate_id = \(advocate) AND channel = \(channel)
        AND NOT is_primary AND campaign IS NULL AND destination IS NULL AND disabled_at IS NULL AND expires_at IS NULL
      ORDER BY id LIMIT 1
      """
    ).first.map(Link.init(row:))
  }

  /// All links of an advocate that are not switched off, oldest first; held until the transaction ends.
  package static func enabled(
    of advocate: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws -> [Link] {
    try await connection.query(
      """
      SELECT * FROM links WHERE program_id = \(program) AND advocate_id = \(advocate) AND disabled_at IS NULL
      ORDER BY id FOR NO KEY UPDATE
      """
    ).map(Link.init(row:))
  }
}

extension Advocates {
  /// Has whoever else holds this advocate wait until the transaction ends: what is made once is made by one. The advocate
  /// as they then are; nil for one who has left.
  package static func hold(
    _ id: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws -> Advocate? {
    try await connection.query(
      "SELECT FROM advocates WHERE program_id = \(program) AND id = \(id) FOR NO KEY UPDATE")
    guard let advocate = try await find(id, program: program, in: connection), !advocate.isErased else { return nil }
    return advocate
  }
}
