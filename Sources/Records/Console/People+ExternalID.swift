package import Postgres
package import Referrals

extension People {
  /// The id of somebody in the company's own system; nil where it is not known.
  package static func externalID(
    of person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws -> String? {
    try await connection.query("SELECT external_id FROM people WHERE program_id = \(program) AND id = \(person)")
      .first?.decode("external_id")
  }
}
