import Postgres
import Referrals

extension Imports {
  /// Forgets what was said of people where lines were refused; while they still go by their names.
  static func erase(_ people: [Person.ID], program: Program.ID, in connection: Connection) async throws {
    let forgotten = "It named somebody who is forgotten."
    func names(_ reason: SQL) -> SQL {
      "(position(p.external_id IN \(reason)) > 0 OR position(p.email IN \(reason)) > 0)"
    }
    try await connection.execute(
      """
      UPDATE import_refusals r SET reason = \(forgotten) FROM people p
      WHERE r.program_id = \(program) AND p.program_id = \(program) AND p.id = ANY(\(people)) AND \(names("r.reason"))
      """)
    try await connection.execute(
      """
      UPDATE imports i SET reason = \(forgotten) FROM people p
      WHERE i.program_id = \(program) AND p.program_id = \(program) AND p.id = ANY(\(people)) AND \(names("i.reason"))
      """)
  }
}
