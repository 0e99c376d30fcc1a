import Postgres
import Referrals

extension Audiences {
  /// Remembers that the followers of people changed, in the transaction that changes them: one row, however many edges.
  static func note(_ people: Set<Person.ID>, program: Program.ID, in connection: Connection) async throws {
    guard !people.isEmpty else { return }
    try await connection.execute(
      "INSERT INTO audience_changes (program_id, people) VALUES (\(program), \(people.sorted()))")
  }

  /// A statement's last part that does the same of a selection of `from_person`, and nothing where it is empty.
  static func noting(_ changed: SQL, program: Program.ID) -> SQL {
    """
    INSERT INTO audience_changes (program_id, people)
    SELECT \(program), array_agg(from_person) FROM (SELECT DISTINCT from_person FROM \(changed)) AS changed
    HAVING count(*) > 0
    """
  }
}
