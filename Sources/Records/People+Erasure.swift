package import Postgres
package import Referrals

extension People {
  /// What is known of people who were found, to add to it.
  package static func learn(
    _ people: [(id: Person.ID, email: Email?, name: String?)], program: Program.ID, in connection: Connection
  ) async throws {
    let people = people.filter { $0.email != nil || $0.name != nil }
    guard !people.isEmpty else { return }
    try await connection.execute(
      """
      UPDATE people p SET name = coalesce(told.name, p.name),
        email = coalesce(p.email, told.email), email_key = coalesce(p.email_key, told.email_key)
      FROM unnest(\(people.map(\.id)), \(people.map(\.email?.text)), \(people.map(\.email?.canonical)),
        \(people.map(\.name))) AS told (id, email, email_key, name)
      WHERE p.program_id = \(program) AND p.id = told.id AND NOT \(isErased("p"))
        AND (p.external_id IS NOT NULL OR told.email_key IS NULL)
        AND (coalesce(told.name, p.name) IS DISTINCT FROM p.name OR p.email_key IS NULL AND told.email_key IS NOT NULL)
      """)
  }

  /// Gives somebody who went by no external id, or by this one, another that nobody has; whether it could be given.
  package static func rename(
    _ person: Person.ID, from former: String, to externalID: String, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      UPDATE people SET external_id = \(externalID)
      WHERE program_id = \(program) AND id = \(person) AND (external_id IS NULL OR external_id = \(former))
        AND NOT EXISTS (SELECT FROM people WHERE program_id = \(program) AND external_id = \(externalID))
      """) == 1
  }

  /// Somebody by any of the names they may go by.
  package static func find(
    externalID: String?, key: String?, email: Email?, program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID] {
    try await connection.query(
      """
      SELECT id FROM people WHERE program_id = \(program) AND external_id = \(externalID)
      UNION SELECT person_id FROM person_keys WHERE program_id = \(program) AND key = \(key)
      UNION SELECT id FROM people WHERE program_id = \(program) AND email_key = \(email?.canonical)
      ORDER BY id
      """
    ).map { try $0.decode("id") }
  }

  /// Forgets who somebody is: name, e-mail, the ids they go by elsewhere, whom they know, what they agreed to, what
  /// their posts said, what was exported of them, and what their deliveries said. What they did stays, under an id that
  /// says nothing, so that every total stays what it was.
  package static func erase(_ people: [Person.ID], program: Program.ID, in connection: Connection) async throws {
    try await lockErasure(program: program, in: connection)
    // While their e-mails still tell whose purchases are their own.
    try await keepSamePeople(as: people, program: program, in: connection)
    try await Imports.erase(people, program: program, in: connection)
    try await connection.execute(
      """
      UPDATE people SET name = NULL, email = NULL, email_key = NULL, external_id = 'erased-' || id
      WHERE program_id = \(program) AND id = ANY(\(people))
      """)
    try await GraphEdges.erase(people, program: program, in: connection)
    try await Shares.erase(people, program: program, in: connection)
    try await connection.execute(
      "DELETE FROM consents WHERE program_id = \(program) AND person_id = ANY(\(people))")
    try await connection.execute(
      """
      DELETE FROM joins j USING advocates a WHERE j.program_id = \(program)
        AND a.program_id = j.program_id AND a.id = j.advocate_id AND a.person_id = ANY(\(people))
      """)
    try await connection.execute(
      "DELETE FROM person_keys WHERE program_id = \(program) AND person_id = ANY(\(people))")
    try await connection.execute(
      "DELETE FROM person_exports WHERE program_id = \(program) AND person_id = ANY(\(people))")
    try await connection.execute(
      """
      UPDATE inbox i SET body = '', headers = '{}' FROM inbox_states s
      WHERE s.program_id = \(program) AND s.person_id = ANY(\(people))
        AND i.program_id = s.program_id AND i.id = s.delivery_id
      """)
  }

  /// Keeps that people are one with others, by what is about to be forgotten: the e-mail that two have, or that one
  /// joined with and another has. Nobody comes to earn by their own purchases because one of the two is erased.
  private static func keepSamePeople(
    as people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      WITH same AS (
        SELECT p.id AS one, o.id AS other FROM people p
        JOIN people o ON o.program_id = \(program) AND o.email_key = p.email_key AND o.id <> p.id
        WHERE p.program_id = \(program) AND p.id = ANY(\(people))
      )
      INSERT INTO same_people (program_id, person_id, customer_id)
      SELECT \(program)::uuid, one, other FROM same
      UNION SELECT \(program)::uuid, other, one FROM same
      UNION
      SELECT \(program)::uuid, a.person_id, p.id FROM people p
      JOIN joins j ON j.program_id = \(program) AND j.email_key = p.email_key
      JOIN advocates a ON a.program_id = \(program) AND a.id = j.advocate_id
      WHERE p.program_id = \(program) AND (p.id = ANY(\(people)) OR a.person_id = ANY(\(people)))
        AND a.person_id <> p.id
      ON CONFLICT DO NOTHING
      """)
  }

  /// Lets nobody store much about many until the transaction ends, which is about to erase somebody.
  package static func lockErasure(program: Program.ID, in connection: Connection) async throws {
    try await connection.query("SELECT pg_advisory_xact_lock(\(erasureKey(program)))")
  }

  /// Keeps anybody from being erased until the transaction ends. For those who store much about many: to hold each person
  /// would write to each row, at twice the cost of finding it.
  static func holdOffErasure(program: Program.ID, in connection: Connection) async throws {
    try await connection.query("SELECT pg_advisory_xact_lock_shared(\(erasureKey(program)))")
  }

  private static func erasureKey(_ program: Program.ID) -> SQL { "hashtextextended(\("erasure:\(program)"), 0)" }

  /// A condition: somebody was erased.
  /// - Parameter alias: of the table of people.
  static func isErased(_ alias: SQL) -> SQL {
    "(\(alias).external_id IS NOT DISTINCT FROM 'erased-' || \(alias).id)"
  }

  /// Everybody whom the deliveries of a source concern.
  package static func known(
    from source: Source.ID, program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID] {
    try await connection.query(
      """
      SELECT DISTINCT person_id FROM inbox_states
      WHERE program_id = \(program) AND source_id = \(source) AND person_id IS NOT NULL ORDER BY person_id
      """
    ).map { try $0.decode("person_id") }
  }
}
