package import Postgres
package import Referrals

/// The ids that shops and payment systems have for people.
package enum PersonKeys {
  /// Somebody who goes by a key.
  package struct Holder: Sendable {
    /// Who.
    package let person: Person.ID
    /// The person's external id.
    package let externalID: String?
  }

  /// Who goes by each of these keys, held until the transaction ends. Somebody who is erased meanwhile goes by none.
  package static func find(
    _ keys: [String], program: Program.ID, in connection: Connection
  ) async throws -> [ExactText: Holder] {
    guard !keys.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      SELECT k.key, p.id, p.external_id
      FROM person_keys k JOIN people p ON p.program_id = k.program_id AND p.id = k.person_id
      WHERE k.program_id = \(program) AND p.program_id = \(program) AND k.key = ANY(\(keys))
        AND NOT \(People.isErased("p"))
      ORDER BY p.id FOR NO KEY UPDATE OF p
      """)
    var holders: [ExactText: Holder] = [:]
    for row in rows {
      holders[ExactText(try row.decode("key"))] = Holder(
        person: try row.decode("id"), externalID: try row.decode("external_id"))
    }
    return holders
  }

  /// Remembers that each key is that person's, whosever it was.
  package static func set(
    _ keys: [(key: String, person: Person.ID)], program: Program.ID, in connection: Connection
  ) async throws {
    guard !keys.isEmpty else { return }
    let keys = keys.sorted { $0.key.exact < $1.key.exact }
    try await connection.execute(
      """
      INSERT INTO person_keys AS k (program_id, key, person_id)
      SELECT \(program), new.key, new.person_id
      FROM unnest(\(keys.map(\.key)), \(keys.map(\.person))) AS new (key, person_id)
      ON CONFLICT (program_id, key) DO UPDATE SET person_id = excluded.person_id
        WHERE k.person_id <> excluded.person_id
      """)
  }
}
