package import Postgres
package import Referrals

extension Conversions {
  /// The conversion of an id, if the program has it.
  package static func find(_ id: Conversion.ID, program: Program.ID, in connection: Connection) async throws
    -> Conversion?
  {
    try await connection.query("SELECT * FROM conversions WHERE program_id = \(program) AND id = \(id)").first
      .map(Conversion.init(row:))
  }
}
