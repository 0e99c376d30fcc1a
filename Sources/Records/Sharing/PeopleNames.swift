package import Postgres
package import Referrals

extension People {
  /// The people of these external ids, each id once and sorted: those who are not known are made known. Nobody is
  /// erased until the transaction ends.
  package static func known(
    as names: [String], at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID] {
    try await holdOffErasure(program: program, in: connection)
    var people = [Person.ID?](repeating: nil, count: names.count)
    try await find(names, into: &people, program: program, in: connection)
    guard people.contains(nil) else { return people.compactMap { $0 } }
    // In the order of their names whoever makes them, so that two who make the same ones never wait in a circle.
    let missing = names.indices.filter { people[$0] == nil }
    let made = try await connection.query(
      """
      INSERT INTO people AS p (program_id, id, external_id, created_at)
      SELECT \(program), id, name, \(time)
      FROM unnest(\(missing.map { _ in Person.ID.timeOrdered(at: time) }), \(missing.map { names[$0] }))
        WITH ORDINALITY AS told (id, name, place)
      ORDER BY place
      ON CONFLICT (program_id, external_id) DO NOTHING
      RETURNING id, external_id
      """)
    let places = Dictionary(uniqueKeysWithValues: missing.map { (names[$0].exact, $0) })
    for row in made {
      if let place = places[ExactText(try row.decode("external_id"))] { people[place] = try row.decode("id") }
    }
    // Those whom somebody else made known at the same moment.
    if people.contains(nil) { try await find(names, into: &people, program: program, in: connection) }
    let all = people.compactMap { $0 }
    guard all.count == names.count else {
      throw PostgresError(.serializationFailure, message: "somebody was renamed meanwhile")
    }
    return all
  }

  private static func find(
    _ names: [String], into people: inout [Person.ID?], program: Program.ID, in connection: Connection
  ) async throws {
    let wanted = names.indices.filter { people[$0] == nil }
    let rows = try await connection.query(
      """
      SELECT told.place, p.id
      FROM unnest(\(wanted.map { names[$0] })) WITH ORDINALITY AS told (name, place)
      JOIN people p ON p.program_id = \(program) AND p.external_id = told.name
      """)
    for row in rows { people[wanted[try row.decode("place", as: Int.self) - 1]] = try row.decode("id") }
  }
}
