package import Postgres
package import Referrals

/// The people who share.
package enum Advocates {
  /// Makes a person an advocate, or finds the advocate it is. A recruiter is taken at that first moment only; the
  /// advocate sees from then on what the recruiter shares.
  package static func upsert(
    person: Person.ID, recruiter: Advocate.ID?, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> (id: Advocate.ID, isNew: Bool) {
    let made = try await connection.query(
      """
      INSERT INTO advocates (program_id, id, person_id, recruiter_id, created_at)
      VALUES (\(program), \(Advocate.ID.timeOrdered(at: time)), \(person), \(recruiter), \(time))
      ON CONFLICT (program_id, person_id) DO NOTHING
      RETURNING id
      """
    ).first
    if let made {
      if let recruiter {
        try await GraphEdges.refer(
          [.init(person, by: recruiter, since: time)], at: time, program: program, in: connection)
      }
      return (try made.decode("id"), true)
    }
    let there = try await connection.query(
      "SELECT id FROM advocates WHERE program_id = \(program) AND person_id = \(person)"
    ).only
    return (try there.decode("id"), false)
  }

  /// The advocate of an id, if the program has it.
  package static func find(_ id: Advocate.ID, program: Program.ID, in connection: Connection) async throws -> Advocate?
  {
    try await connection.query("\(select) WHERE a.program_id = \(program) AND a.id = \(id)").first
      .map(Advocate.init(row:))
  }

  /// Newest first, from below an id.
  package static func list(
    before: Advocate.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Advocate] {
    try await connection.query(
      """
      \(select) WHERE a.program_id = \(program) AND (\(before)::uuid IS NULL OR a.id < \(before))
      ORDER BY a.id DESC LIMIT \(limit)
      """
    ).map(Advocate.init(row:))
  }

  /// Stops an advocate from earning, from this time on. A paused one stays as it is.
  package static func pause(
    _ id: Advocate.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO advocate_pauses (program_id, advocate_id, paused_at) VALUES (\(program), \(id), \(time))
      ON CONFLICT DO NOTHING
      """)
  }

  /// Lets an advocate earn again, from this time on.
  package static func resume(
    _ id: Advocate.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE advocate_pauses SET resumed_at = greatest(paused_at, \(time))
      WHERE program_id = \(program) AND advocate_id = \(id) AND resumed_at IS NULL
      """)
  }

  private static let select: SQL = """
    SELECT a.id, a.person_id, a.recruiter_id, a.created_at, a.portal_version, p.external_id, p.email, p.name,
      s.paused_at, j.email AS typed_email
    FROM advocates a
    JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
    LEFT JOIN joins j ON j.program_id = a.program_id AND j.advocate_id = a.id
    LEFT JOIN advocate_pauses s ON s.program_id = a.program_id AND s.advocate_id = a.id AND s.resumed_at IS NULL
    """
}

extension Advocate {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), person: try row.decode("person_id"), externalID: try row.decode("external_id"),
      email: try row.decode("email"), name: try row.decode("name"), recruiter: try row.decode("recruiter_id"),
      pausedAt: try row.decode("paused_at"), createdAt: try row.decode("created_at"),
      portalVersion: try row.decode("portal_version"), typedEmail: try row.decode("typed_email"))
  }
}
