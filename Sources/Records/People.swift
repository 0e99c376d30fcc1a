package import Postgres
package import Referrals

/// The people a program knows.
package enum People {
  /// Finds somebody by external id, or by e-mail where there is no external id, and makes them known if they are not.
  /// Somebody known by e-mail alone who now gets an external id stays the same person. A name or an e-mail that was not
  /// known yet is kept; one that was known is replaced by the newer one.
  package static func upsert(
    externalID: String?, email: Email?, name: String?, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Person.ID {
    guard let externalID else {
      return try await upsert(email: email, name: name, at: time, program: program, in: connection)
    }
    if let email { try await identify(email, as: externalID, program: program, in: connection) }
    return try await connection.query(
      """
      INSERT INTO people AS p (program_id, id, external_id, email, email_key, name, created_at)
      VALUES (\(program), \(Person.ID.timeOrdered(at: time)), \(externalID), \(email?.text), \(email?.canonical),
        \(name), \(time))
      ON CONFLICT (program_id, external_id) DO UPDATE SET
        email = coalesce(excluded.email, p.email), email_key = coalesce(excluded.email_key, p.email_key),
        name = coalesce(excluded.name, p.name)
      RETURNING id
      """
    ).only.decode("id")
  }

  /// Gives somebody known by e-mail alone an external id that nobody has.
  private static func identify(
    _ email: Email, as externalID: String, program: Program.ID, in connection: Connection
  ) async throws {
    let nameless = try await connection.query(
      """
      SELECT id FROM people WHERE program_id = \(program) AND external_id IS NULL AND email_key = \(email.canonical)
        AND NOT EXISTS (SELECT FROM people WHERE program_id = \(program) AND external_id = \(externalID))
      """
    ).first
    guard let id = try nameless?.decode("id", as: Person.ID.self) else { return }
    try await connection.execute("SAVEPOINT identify")
    do {
      try await connection.execute(
        """
        UPDATE people SET external_id = \(externalID)
        WHERE program_id = \(program) AND id = \(id) AND external_id IS NULL
        """)
      try await connection.execute("RELEASE SAVEPOINT identify")
    } catch let error as PostgresError where error.sqlState == .uniqueViolation {
      // Somebody of that external id was stored at the same moment: they stay two.
      try await connection.execute("ROLLBACK TO SAVEPOINT identify")
    }
  }

  private static func upsert(
    email: Email?, name: String?, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Person.ID {
    let known = try await connection.query(
      """
      SELECT id FROM people WHERE program_id = \(program) AND email_key = \(email?.canonical)
      ORDER BY external_id IS NULL, created_at, id LIMIT 1 FOR NO KEY UPDATE
      """
    ).first
    if let known { return try known.decode("id") }
    return try await connection.query(
      """
      INSERT INTO people AS p (program_id, id, email, email_key, name, created_at)
      VALUES (\(program), \(Person.ID.timeOrdered(at: time)), \(email?.text), \(email?.canonical), \(name), \(time))
      ON CONFLICT (program_id, email_key) WHERE external_id IS NULL DO UPDATE SET name = coalesce(excluded.name, p.name)
      RETURNING id
      """
    ).only.decode("id")
  }

  /// Remembers that the visitor of a click is this person; whether that is news. False where the click is not stored.
  package static func link(
    visitorOf click: Click.ID, to person: Person.ID, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Bool {
    guard let clickedAt = click.timestamp else { return false }
    return try await connection.execute(
      """
      INSERT INTO visitor_people (program_id, visitor_id, person_id, linked_at)
      SELECT program_id, visitor_id, \(person), \(time) FROM clicks
      WHERE program_id = \(program) AND occurred_at = \(clickedAt) AND id = \(click)
      ON CONFLICT DO NOTHING
      """) > 0
  }
}
