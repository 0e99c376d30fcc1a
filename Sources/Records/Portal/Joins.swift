package import Postgres
package import Referrals

/// Those who became advocates by themselves, with the e-mail as they typed it: nobody has proved that it is theirs.
package enum Joins {
  /// Keeps what was typed; who joined before stays as it was.
  package static func insert(
    _ advocate: Advocate.ID, email: Email, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO joins (program_id, advocate_id, email, email_key, joined_at)
      VALUES (\(program), \(advocate), \(email.text), \(email.canonical), \(time))
      ON CONFLICT (program_id, advocate_id) DO NOTHING
      """)
  }

  /// The people whom a program knows by an e-mail, by the ids they have at its company: at most ten.
  package static func people(
    known email: Email, program: Program.ID, in connection: Connection
  ) async throws -> [String] {
    try await connection.query(
      """
      SELECT external_id FROM people
      WHERE program_id = \(program) AND email_key = \(email.canonical) AND external_id IS NOT NULL
      ORDER BY created_at, id LIMIT 10
      """
    ).map { try $0.decode("external_id") }
  }

  /// What an advocate is called, where the person agreed to be named.
  package static func agreedName(
    of advocate: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws -> String? {
    try await connection.query(
      """
      SELECT p.name FROM advocates a JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      WHERE a.program_id = \(program) AND a.id = \(advocate) AND \(Consents.isNamed("p.id", program: program))
      """
    ).first?.decode("name", as: String?.self)
  }

  /// Whose link somebody came by: that of the click that is named, or else of the browser's last click since a time.
  /// Nobody where whose it was has left.
  package static func recruiter(
    click: Click.ID?, visitor: Visitor.ID?, since start: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Advocate.ID? {
    try await connection.query(
      """
      SELECT a.id FROM (
        SELECT advocate_id, occurred_at, true AS is_named FROM clicks
        WHERE program_id = \(program) AND occurred_at = \(click?.timestamp) AND id = \(click)
        UNION ALL (
          SELECT advocate_id, occurred_at, false FROM clicks
          WHERE program_id = \(program) AND visitor_id = \(visitor) AND occurred_at >= \(start)
          ORDER BY occurred_at DESC LIMIT 1)
      ) AS c
      JOIN advocates a ON a.program_id = \(program) AND a.id = c.advocate_id
      JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      WHERE NOT \(People.isErased("p"))
      ORDER BY c.is_named DESC LIMIT 1
      """
    ).first?.decode("id")
  }
}
