package import Postgres
package import Referrals

/// The people a program knows.
package enum People {
  /// What is told of somebody: an external id, an e-mail or both, and perhaps a name.
  package struct Told: Sendable {
    /// The id at the program's company.
    package let externalID: String?
    /// The e-mail.
    package let email: Email?
    /// The name.
    package let name: String?

    /// What is told, from its parts.
    package init(externalID: String?, email: Email?, name: String?) {
      self.externalID = externalID
      self.email = email
      self.name = name
    }
  }

  /// Finds somebody by external id, or by e-mail where there is no external id, and makes them known if they are not.
  /// Somebody known by e-mail alone who now gets an external id stays the same person. A name or an e-mail that was not
  /// known yet is kept; one that was known is replaced by the newer one.
  package static func upsert(
    externalID: String?, email: Email?, name: String?, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Person.ID {
    let told = Told(externalID: externalID, email: email, name: name)
    return try await upsert([told], at: time, program: program, in: connection)[0]
  }

  /// The same for several, of whom no two are told by the same external id or e-mail; in their order. They are held
  /// until the transaction ends.
  package static func upsert(
    _ told: [Told], at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID] {
    let named = told.filter { $0.externalID != nil }
    let nameless = told.filter { $0.externalID == nil }
    try await identify(named.filter { $0.email != nil }, program: program, in: connection)
    let byExternalID = try await upsert(named: named, at: time, program: program, in: connection)
    let byEmail = try await upsert(nameless: nameless, at: time, program: program, in: connection)
    return try told.map { told in
      guard
        let found = told.externalID.map({ byExternalID[$0.exact] }) ?? told.email.map({ byEmail[$0.canonical.exact] }),
        let found
      else { throw PostgresError(.internalError, message: "somebody was neither found nor stored") }
      return found
    }
  }

  private static func upsert(
    named told: [Told], at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [ExactText: Person.ID] {
    guard !told.isEmpty else { return [:] }
    // In one order for all, so that two who tell of the same people never wait for each other in a circle.
    let told = told.sorted { ($0.externalID ?? "").exact < ($1.externalID ?? "").exact }
    let rows = try await connection.query(
      """
      INSERT INTO people AS p (program_id, id, external_id, email, email_key, name, created_at)
      SELECT \(program), new.*, \(time)
      FROM unnest(\(told.map { _ in Person.ID.timeOrdered(at: time) }), \(told.map(\.externalID)),
        \(told.map(\.email?.text)), \(told.map(\.email?.canonical)), \(told.map(\.name))) AS new
      ON CONFLICT (program_id, external_id) DO UPDATE SET
        email = coalesce(excluded.email, p.email), email_key = coalesce(excluded.email_key, p.email_key),
        name = coalesce(excluded.name, p.name)
      RETURNING external_id AS known_as, id
      """)
    return try people(rows)
  }

  /// Gives those known by e-mail alone an external id that nobody has.
  private static func identify(_ told: [Told], program: Program.ID, in connection: Connection) async throws {
    guard !told.isEmpty else { return }
    let nameless = try await connection.query(
      """
      SELECT p.id, new.external_id
      FROM unnest(\(told.map(\.email?.canonical)), \(told.map(\.externalID))) AS new (email_key, external_id)
      JOIN people p ON p.program_id = \(program) AND p.external_id IS NULL AND p.email_key = new.email_key
      WHERE NOT EXISTS (SELECT FROM people WHERE program_id = \(program) AND external_id = new.external_id)
      ORDER BY p.id
      """)
    for row in nameless {
      try await connection.execute("SAVEPOINT identify")
      do {
        try await connection.execute(
          """
          UPDATE people SET external_id = \(row.decode("external_id", as: String.self))
          WHERE program_id = \(program) AND id = \(row.decode("id", as: Person.ID.self)) AND external_id IS NULL
          """)
        try await connection.execute("RELEASE SAVEPOINT identify")
      } catch let error as PostgresError where error.sqlState == .uniqueViolation {
        // Somebody of that external id was stored at the same moment: they stay two.
        try await connection.execute("ROLLBACK TO SAVEPOINT identify")
      }
    }
  }

  private static func upsert(
    nameless told: [Told], at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [ExactText: Person.ID] {
    guard !told.isEmpty else { return [:] }
    let told = told.sorted { ($0.email?.canonical ?? "").exact < ($1.email?.canonical ?? "").exact }
    let known = try await people(
      connection.query(
        """
        SELECT told.email_key AS known_as, p.id
        FROM unnest(\(told.map(\.email?.canonical))) AS told (email_key)
        CROSS JOIN LATERAL (
          SELECT id FROM people WHERE program_id = \(program) AND email_key = told.email_key
          ORDER BY external_id IS NULL, created_at, id LIMIT 1 FOR NO KEY UPDATE
        ) AS p
        """))
    let new = told.filter { known[($0.email?.canonical ?? "").exact] == nil }
    guard !new.isEmpty else { return known }
    let stored = try await people(
      connection.query(
        """
        INSERT INTO people AS p (program_id, id, email, email_key, name, created_at)
        SELECT \(program), new.*, \(time)
        FROM unnest(\(new.map { _ in Person.ID.timeOrdered(at: time) }), \(new.map(\.email?.text)),
          \(new.map(\.email?.canonical)), \(new.map(\.name))) AS new
        ON CONFLICT (program_id, email_key) WHERE external_id IS NULL
          DO UPDATE SET name = coalesce(excluded.name, p.name)
        RETURNING email_key AS known_as, id
        """))
    return known.merging(stored) { first, _ in first }
  }

  private static func people(_ rows: Rows) throws -> [ExactText: Person.ID] {
    var people: [ExactText: Person.ID] = [:]
    for row in rows { people[ExactText(try row.decode("known_as"))] = try row.decode("id") }
    return people
  }

  /// Whether somebody of the program has this e-mail.
  package static func knows(_ email: Email, program: Program.ID, in connection: Connection) async throws -> Bool {
    try await connection.query(
      "SELECT FROM people WHERE program_id = \(program) AND email_key = \(email.canonical) LIMIT 1"
    ).count > 0
  }

  /// Remembers that the visitors of these clicks are these people; those of whom that is news. A click that is not stored
  /// says nothing.
  package static func link(
    visitorsOf clicks: [(click: Click.ID, person: Person.ID)], at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Set<Person.ID> {
    let clicks = clicks.filter { $0.click.timestamp != nil }
    guard !clicks.isEmpty else { return [] }
    let rows = try await connection.query(
      """
      INSERT INTO visitor_people (program_id, visitor_id, person_id, linked_at)
      SELECT DISTINCT \(program)::uuid, c.visitor_id, named.person_id, \(time)::timestamptz
      FROM unnest(\(clicks.map(\.click)), \(clicks.map(\.click.timestamp)), \(clicks.map(\.person)))
        AS named (click_id, clicked_at, person_id)
      CROSS JOIN LATERAL (
        SELECT visitor_id FROM clicks
        WHERE program_id = \(program) AND occurred_at = named.clicked_at AND id = named.click_id OFFSET 0
      ) AS c
      ORDER BY c.visitor_id, named.person_id
      ON CONFLICT DO NOTHING
      RETURNING person_id
      """)
    return Set(try rows.map { try $0.decode("person_id", as: Person.ID.self) })
  }
}
