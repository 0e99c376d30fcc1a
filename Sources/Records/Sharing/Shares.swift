package import Postgres
package import Referrals

/// What advocates shared.
package enum Shares {
  /// A share as it is shown: who may not be named is left out, with what would name them.
  package struct Shown: Hashable, Sendable {
    /// The share, whole.
    package let share: Share
    /// Whether its advocate may be named.
    package let isNamed: Bool
  }

  /// Stores shares, those whose external id is there already excepted; the ids of those that were new. The audience of
  /// whoever shares for the first time is to be counted.
  package static func insert(
    _ shares: [Share], program: Program.ID, in connection: Connection
  ) async throws -> Set<Share.ID> {
    // In one order whoever stores them, so that two who store the same ones never wait for each other in a circle.
    let shares = shares.sorted { (($0.externalID ?? "").exact, $0.id) < (($1.externalID ?? "").exact, $1.id) }
    let rows = try await connection.query(
      """
      WITH stored AS (
        INSERT INTO shares (program_id, id, external_id, advocate_id, channel, content, url, occurred_at, recorded_at,
          consent, source)
        SELECT \(program), told.id, told.external_id, told.advocate_id, told.channel, told.content, told.url,
          told.occurred_at, told.recorded_at, told.consent, told.source
        FROM unnest(\(shares.map(\.id)), \(shares.map(\.externalID)), \(shares.map(\.advocate)),
          \(shares.map(\.channel)), \(shares.map(\.content)), \(shares.map(\.url)), \(shares.map(\.occurredAt)),
          \(shares.map(\.recordedAt)), \(shares.map(\.consent)), \(shares.map(\.source))) WITH ORDINALITY
          AS told (id, external_id, advocate_id, channel, content, url, occurred_at, recorded_at, consent, source, place)
        ORDER BY told.place
        ON CONFLICT (program_id, external_id) DO NOTHING
        RETURNING id, advocate_id, recorded_at
      ), audience AS (
        INSERT INTO audiences (program_id, advocate_id, due_since)
        SELECT \(program), advocate_id, min(recorded_at) FROM stored GROUP BY advocate_id ORDER BY advocate_id
        ON CONFLICT (program_id, advocate_id) DO NOTHING
      )
      SELECT id FROM stored
      """)
    return Set(try rows.map { try $0.decode("id") })
  }

  /// The share of an external id.
  package static func find(
    externalID: String, program: Program.ID, in connection: Connection
  ) async throws -> Shown? {
    try await connection.query(
      "\(select(program)) WHERE s.program_id = \(program) AND s.external_id = \(externalID)"
    ).first.map(Shown.init(row:))
  }

  /// The shares of these ids.
  package static func find(
    _ ids: [Share.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Shown] {
    try await connection.query(
      "\(select(program)) WHERE s.program_id = \(program) AND s.id = ANY(\(ids)) ORDER BY s.id"
    ).map(Shown.init(row:))
  }

  /// Newest first, from below an id; perhaps only those on a channel, or by an advocate who may be named with them.
  package static func list(
    advocate: Advocate.ID?, channel: String?, before: Share.ID?, limit: Int, program: Program.ID,
    in connection: Connection
  ) async throws -> [Shown] {
    let only: SQL = advocate.map { " AND s.advocate_id = \($0) AND \(isNamed(program))" } ?? ""
    return try await connection.query(
      """
      \(select(program)) WHERE s.program_id = \(program) AND (\(before)::uuid IS NULL OR s.id < \(before))
        AND (\(channel)::text IS NULL OR s.channel = \(channel))\(only)
      ORDER BY s.id DESC LIMIT \(limit)
      """
    ).map(Shown.init(row:))
  }

  /// An advocate, and who that is.
  package struct Sharer: Hashable, Sendable {
    /// The advocate.
    package let advocate: Advocate.ID
    /// The person.
    package let person: Person.ID
  }

  /// The advocates of these ids, and of these external ids of people: those that there are and who were not erased, held
  /// until the transaction ends, so that nobody is erased meanwhile.
  package static func sharers(
    ids: [Advocate.ID], externalIDs: [String], program: Program.ID, in connection: Connection
  ) async throws -> (byID: [Advocate.ID: Sharer], byExternalID: [ExactText: Sharer]) {
    let rows = try await connection.query(
      """
      SELECT p.external_id, p.id AS person_id, a.id
      FROM people p JOIN advocates a ON a.program_id = p.program_id AND a.person_id = p.id
      WHERE p.program_id = \(program) AND NOT \(People.isErased("p")) AND p.id IN (
        SELECT person_id FROM advocates WHERE program_id = \(program) AND id = ANY(\(ids))
        UNION ALL SELECT id FROM people WHERE program_id = \(program) AND external_id = ANY(\(externalIDs)))
      ORDER BY p.external_id FOR KEY SHARE OF p
      """)
    var byID: [Advocate.ID: Sharer] = [:]
    var byExternalID: [ExactText: Sharer] = [:]
    for row in rows {
      let sharer = Sharer(advocate: try row.decode("id"), person: try row.decode("person_id"))
      byID[sharer.advocate] = sharer
      if let name = try row.decode("external_id", as: String?.self) { byExternalID[name.exact] = sharer }
    }
    return (byID, byExternalID)
  }

  /// Forgets what people shared, and that it was they; that something was shared, where and when, stays.
  static func erase(_ people: [Person.ID], program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      UPDATE shares s SET external_id = NULL, content = NULL, url = NULL, consent = false
      FROM advocates a
      WHERE a.program_id = \(program) AND a.person_id = ANY(\(people))
        AND s.program_id = \(program) AND s.advocate_id = a.id
      """)
  }

  private static func isNamed(_ program: Program.ID) -> SQL {
    Consents.isNamed("a.person_id", or: "s.consent", program: program)
  }

  private static func select(_ program: Program.ID) -> SQL {
    """
    SELECT s.*, \(isNamed(program)) AS is_named
    FROM shares s JOIN advocates a ON a.program_id = s.program_id AND a.id = s.advocate_id
    """
  }
}

extension Shares.Shown {
  init(row: Row) throws {
    share = Share(
      id: try row.decode("id"), externalID: try row.decode("external_id"), advocate: try row.decode("advocate_id"),
      channel: try row.decode("channel"), content: try row.decode("content"), url: try row.decode("url"),
      occurredAt: try row.decode("occurred_at"), recordedAt: try row.decode("recorded_at"),
      consent: try row.decode("consent"), source: try row.decode("source"))
    isNamed = try row.decode("is_named")
  }
}
