package import Postgres
package import Referrals

extension Advocates {
  /// Makes people advocates who are none, each since a time; everybody's advocate. Nobody twice.
  package static func add(
    _ people: [(person: Person.ID, time: Timestamp)], program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID: Advocate.ID] {
    guard !people.isEmpty else { return [:] }
    let people = people.sorted { $0.person < $1.person }
    try await connection.execute(
      """
      INSERT INTO advocates (program_id, id, person_id, created_at)
      SELECT \(program), told.id, told.person_id, told.time
      FROM unnest(\(people.map { Advocate.ID.timeOrdered(at: $0.time) }), \(people.map(\.person)),
        \(people.map(\.time))) AS told (id, person_id, time)
      ON CONFLICT (program_id, person_id) DO NOTHING
      """)
    let rows = try await connection.query(
      "SELECT id, person_id FROM advocates WHERE program_id = \(program) AND person_id = ANY(\(people.map(\.person)))")
    var advocates: [Person.ID: Advocate.ID] = [:]
    for row in rows { advocates[try row.decode("person_id")] = try row.decode("id") }
    return advocates
  }

  /// Those of these advocates that a program has, each with who brought it in, and everybody above them.
  package static func recruiters(
    of advocates: [Advocate.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Advocate.ID: Advocate.ID?] {
    guard !advocates.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      WITH RECURSIVE above AS (
        SELECT id, recruiter_id FROM advocates WHERE program_id = \(program) AND id = ANY(\(advocates))
        UNION
        SELECT a.id, a.recruiter_id FROM above b
        JOIN advocates a ON a.program_id = \(program) AND a.id = b.recruiter_id
      )
      SELECT id, recruiter_id FROM above
      """)
    var recruiters: [Advocate.ID: Advocate.ID?] = [:]
    for row in rows {
      recruiters.updateValue(try row.decode("recruiter_id"), forKey: try row.decode("id", as: Advocate.ID.self))
    }
    return recruiters
  }

  /// Remembers who brought in advocates of whom that was not known; that must make no circle.
  package static func recruit(
    _ recruits: [(advocate: Advocate.ID, recruiter: Advocate.ID)], program: Program.ID, in connection: Connection
  ) async throws {
    guard !recruits.isEmpty else { return }
    let recruits = recruits.sorted { $0.advocate < $1.advocate }
    try await connection.execute(
      """
      UPDATE advocates a SET recruiter_id = told.recruiter_id
      FROM unnest(\(recruits.map(\.advocate)), \(recruits.map(\.recruiter))) AS told (id, recruiter_id)
      WHERE a.program_id = \(program) AND a.id = told.id AND a.recruiter_id IS NULL
      """)
  }
}
