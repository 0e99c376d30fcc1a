package import Postgres
package import Referrals

/// The ids that shops and payment systems have for people.
package enum PersonKeys {
  /// Who goes by a key, held until the transaction ends.
  package static func find(
    _ key: String, program: Program.ID, in connection: Connection
  ) async throws -> Person.ID? {
    try await connection.query(
      """
      SELECT p.id FROM person_keys k JOIN people p ON p.program_id = k.program_id AND p.id = k.person_id
      WHERE k.program_id = \(program) AND k.key = \(key) FOR NO KEY UPDATE OF p
      """
    ).first?.decode("id")
  }

  /// Remembers that a key is this person's, whosever it was.
  package static func set(
    _ key: String, of person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO person_keys AS k (program_id, key, person_id) VALUES (\(program), \(key), \(person))
      ON CONFLICT (program_id, key) DO UPDATE SET person_id = excluded.person_id
        WHERE k.person_id <> excluded.person_id
      """)
  }
}
