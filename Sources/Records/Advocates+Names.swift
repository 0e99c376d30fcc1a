package import Postgres
package import Referrals

extension Advocates {
  /// What advocates are called where others read it: by name, unless they said that they are not to be named; then, and
  /// where there is no name, by external id.
  package static func names(
    of advocates: [Advocate.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Advocate.ID: String] {
    guard !advocates.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      SELECT a.id, \(name(of: "p", program: program)) AS name
      FROM advocates a JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      WHERE a.program_id = \(program) AND a.id = ANY(\(Array(Set(advocates))))
      """)
    var names: [Advocate.ID: String] = [:]
    for row in rows { names[try row.decode("id")] = try row.decode("name", as: String?.self) }
    return names
  }

  /// The same as an expression.
  /// - Parameter person: the row of `people` that the name is of, by its name in the statement.
  static func name(of person: SQL, program: Program.ID) -> SQL {
    """
    coalesce(CASE WHEN \(Consents.isNamed("\(person).id", or: "true", program: program)) THEN \(person).name END,
      \(person).external_id)
    """
  }
}
