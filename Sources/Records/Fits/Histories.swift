package import Postgres
package import Referrals

/// Everything that happened in a program, as models learn from it.
package enum Histories {
  /// A touch of somebody by an advocate.
  package struct Touch: Sendable, Hashable {
    /// Whom: the person; for a click by somebody unknown, the visitor.
    package let subject: Identifier<Never>
    /// Whose link, code or referral.
    package let advocate: Advocate.ID
    /// When.
    package let time: Timestamp
  }

  /// A purchase.
  package struct Purchase: Sendable, Hashable {
    /// Who bought.
    package let person: Person.ID
    /// When.
    package let time: Timestamp
    /// What is left of it, in minor units of the program's currency; 0 where it was paid in another.
    package let net: Int64
  }

  /// A part of the people: those whose ids fall into one of `parts` by their hash. Whoever is in it is there with all
  /// that happened to them, so that rates learnt from it hold for all.
  package struct Sample: Sendable, Hashable {
    /// One in how many; 1: everybody.
    package let parts: Int

    /// One in `parts`, at least 1.
    package init(oneIn parts: Int) { self.parts = max(1, parts) }

    /// Whether a column's id is in it.
    func holds(_ column: SQL) -> SQL {
      parts == 1 ? "true" : "abs(hashtextextended(\(column)::text, 0) % \(parts)) = 0"
    }
  }

  /// About how much there is to learn from, and since when.
  package struct Extent: Sendable {
    /// How many people there can be at the most of whom more is known than that they are there: who clicked, used a code,
    /// bought, or was brought in by an advocate.
    package let people: Int
    /// The first click, share or purchase; nil where there was nothing.
    package let start: Timestamp?
  }

  /// How much there is to learn from.
  package static func extent(program: Program.ID, in connection: Connection) async throws -> Extent {
    let row = try await connection.query(
      """
      SELECT
        (SELECT count(DISTINCT person_id) FROM visitor_people WHERE program_id = \(program))
          + (SELECT count(DISTINCT person_id) FROM conversions WHERE program_id = \(program))
          + (SELECT count(*) FROM advocates WHERE program_id = \(program) AND recruiter_id IS NOT NULL) AS people,
        least(
          (SELECT min(occurred_at) FROM conversions WHERE program_id = \(program)),
          (SELECT min(occurred_at) FROM shares WHERE program_id = \(program)),
          (SELECT min(occurred_at) FROM clicks WHERE program_id = \(program))) AS start
      """
    ).only
    return Extent(people: try row.decode("people"), start: try row.decode("start"))
  }

  /// How many people follow how many each.
  package static func crowd(
    program: Program.ID, in connection: Connection
  ) async throws -> [(followed: Int, people: Int)] {
    try await connection.query(
      """
      WITH followers AS (
        SELECT followed, count(*) AS people FROM (
          SELECT count(*) AS followed FROM graph_edges WHERE program_id = \(program) GROUP BY to_person
        ) AS each GROUP BY followed
      )
      TABLE followers
      UNION ALL
      SELECT 0, count(*) - coalesce((SELECT sum(people) FROM followers), 0)::bigint
      FROM people WHERE program_id = \(program)
      """
    ).map { (try $0.decode("followed"), try $0.decode("people")) }
  }

  /// How many each of these people follows; who follows nobody is not among the keys.
  package static func followed(
    by people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID: Int] {
    guard !people.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      SELECT to_person, count(*) AS followed FROM graph_edges
      WHERE program_id = \(program) AND to_person = ANY(\(people)) GROUP BY to_person
      """)
    return Dictionary(
      uniqueKeysWithValues: try rows.map { (try $0.decode("to_person"), try $0.decode("followed")) })
  }

  /// What known people bought, by time.
  package static func purchases(
    _ sample: Sample, until end: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Purchase] {
    try await connection.query(
      """
      SELECT c.person_id, c.occurred_at,
        CASE WHEN c.currency = p.currency THEN c.amount - coalesce(r.taken, 0) ELSE 0 END AS net
      FROM conversions c
      JOIN programs p ON p.program_id = c.program_id
      LEFT JOIN (
        SELECT conversion_external_id, sum(amount)::bigint AS taken FROM reversals
        WHERE program_id = \(program) AND status = 'applied' GROUP BY 1
      ) AS r ON r.conversion_external_id = c.external_id
      WHERE c.program_id = \(program) AND \(Conversions.isPurchase) AND c.occurred_at <= \(end)
        AND \(sample.holds("c.person_id"))
      ORDER BY c.occurred_at, c.id
      """
    ).map { row in
      Purchase(
        person: try row.decode("person_id"), time: try row.decode("occurred_at"), net: try row.decode("net"))
    }
  }

  /// What was bought by nobody known after a click that the purchase names: by which visitor, and when.
  package static func purchasesOfStrangers(
    until end: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [(visitor: Visitor.ID, time: Timestamp)] {
    let rows = try await connection.query(
      """
      SELECT click_id, occurred_at FROM conversions
      WHERE program_id = \(program) AND person_id IS NULL AND click_id IS NOT NULL AND type IN ('sale', 'renewal')
        AND occurred_at <= \(end)
      """)
    let clicks = try rows.map { try $0.decode("click_id", as: Click.ID.self) }
    let times = try rows.map { try $0.decode("occurred_at", as: Timestamp.self) }
    guard !clicks.isEmpty else { return [] }
    return try await connection.query(
      """
      SELECT k.visitor_id, named.time FROM unnest(\(clicks), \(clicks.map(\.timestamp)), \(times))
        AS named (id, clicked_at, time)
      JOIN clicks k ON k.program_id = \(program) AND k.occurred_at = named.clicked_at AND k.id = named.id
      """
    ).map { (try $0.decode("visitor_id"), try $0.decode("time")) }
  }

  /// Clicks by people: of visitors known to be somebody, or, with `anonymous`, of all, each by the visitor where nobody is
  /// known behind it.
  package static func clicks(
    _ sample: Sample, anonymous: Bool, until end: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Touch] {
    let join: SQL = anonymous ? "LEFT JOIN" : "JOIN"
    return try await touches(
      """
      SELECT coalesce(v.person_id, c.visitor_id) AS subject, c.advocate_id, c.occurred_at
      FROM clicks c
      \(join) visitor_people v ON v.program_id = \(program) AND v.visitor_id = c.visitor_id
      WHERE c.program_id = \(program) AND c.outcome = 'person' AND c.occurred_at <= \(end)
        AND \(sample.holds("coalesce(v.person_id, c.visitor_id)"))
      """, in: connection)
  }

  /// Codes used.
  package static func codes(
    _ sample: Sample, until end: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Touch] {
    try await touches(
      """
      SELECT o.person_id AS subject, l.advocate_id, o.occurred_at
      FROM conversions o JOIN links l ON l.program_id = \(program) AND l.id = o.link_id
      WHERE o.program_id = \(program) AND o.person_id IS NOT NULL AND o.occurred_at <= \(end)
        AND \(sample.holds("o.person_id"))
      """, in: connection)
  }

  /// Advocates brought in by advocates.
  package static func referrals(
    _ sample: Sample, until end: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Touch] {
    try await touches(
      """
      SELECT person_id AS subject, recruiter_id AS advocate_id, created_at AS occurred_at FROM advocates
      WHERE program_id = \(program) AND recruiter_id IS NOT NULL AND created_at <= \(end)
        AND \(sample.holds("person_id"))
      """, in: connection)
  }

  /// When each advocate shared.
  package static func shares(
    until end: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [(advocate: Advocate.ID, time: Timestamp)] {
    try await connection.query(
      """
      SELECT advocate_id, occurred_at FROM shares WHERE program_id = \(program) AND occurred_at <= \(end)
      ORDER BY advocate_id, occurred_at
      """
    ).map { (try $0.decode("advocate_id"), try $0.decode("occurred_at")) }
  }

  /// Of whose posts somebody is in the audience.
  package struct Exposed: Sendable {
    /// Who.
    package let person: Person.ID
    /// Who posts; as many as ``hops`` and ``ways``.
    package let advocates: [Advocate.ID]
    /// Over how many edges, the fewest: 1 or 2.
    package let hops: [Int]
    /// By how many paths of that many edges; over one edge 1.
    package let ways: [Int]
  }

  /// In whose audiences some people are, as ``Audiences`` counts these; nil where there are more such pairs than `limit`.
  /// - Parameter wanted: each person with the advocate whose audience matters; with nil, all of them.
  package static func exposed(
    _ wanted: [(person: Person.ID, advocate: Advocate.ID?)], hops: Int, until end: Timestamp, limit: Int,
    program: Program.ID, in connection: Connection
  ) async throws -> [Exposed]? {
    guard hops > 0, !wanted.isEmpty else { return [] }
    let second: SQL =
      hops < 2
      ? ""
      : """
      UNION ALL
      SELECT s.advocate_id, s.person_id, f.to_person, 2
      FROM sharers s
      JOIN graph_edges e ON e.program_id = \(program) AND e.from_person = s.person_id AND e.since <= \(end)
      JOIN graph_edges f ON f.program_id = \(program) AND f.from_person = e.to_person AND f.since <= \(end)
      JOIN wanted w ON w.person_id = f.to_person AND coalesce(w.advocate_id = s.advocate_id, true)
      """
    let exposed = try await connection.query(
      """
      WITH wanted AS MATERIALIZED (
        SELECT * FROM unnest(\(wanted.map(\.person)), \(wanted.map(\.advocate))) AS wanted (person_id, advocate_id)
      ), sharers AS MATERIALIZED (
        SELECT u.advocate_id, a.person_id FROM audiences u
        JOIN advocates a ON a.program_id = \(program) AND a.id = u.advocate_id
        WHERE u.program_id = \(program)
      ), reached AS (
        SELECT advocate_id, to_person, min(hop) AS hop, CASE WHEN min(hop) = 1 THEN 1 ELSE count(*) END AS ways
        FROM (
          SELECT s.advocate_id, s.person_id, e.to_person, 1 AS hop
          FROM sharers s
          JOIN graph_edges e ON e.program_id = \(program) AND e.from_person = s.person_id AND e.since <= \(end)
          JOIN wanted w ON w.person_id = e.to_person AND coalesce(w.advocate_id = s.advocate_id, true)
          \(second)
        ) AS paths
        WHERE to_person <> person_id GROUP BY advocate_id, to_person LIMIT \(limit + 1)
      )
      SELECT to_person, array_agg(advocate_id) AS advocates, array_agg(hop) AS hops, array_agg(ways) AS ways
      FROM reached GROUP BY to_person
      """
    ).map { row in
      Exposed(
        person: try row.decode("to_person"), advocates: try row.decode("advocates"), hops: try row.decode("hops"),
        ways: try row.decode("ways"))
    }
    return exposed.reduce(0) { $0 + $1.advocates.count } > limit ? nil : exposed
  }

  /// Which person each advocate is.
  package static func advocates(
    program: Program.ID, in connection: Connection
  ) async throws -> [(advocate: Advocate.ID, person: Person.ID)] {
    try await connection.query(
      "SELECT id, person_id FROM advocates WHERE program_id = \(program) ORDER BY id"
    ).map { (try $0.decode("id"), try $0.decode("person_id")) }
  }

  private static func touches(_ selection: SQL, in connection: Connection) async throws -> [Touch] {
    try await connection.query(selection).map { row in
      Touch(
        subject: try row.decode("subject"), advocate: try row.decode("advocate_id"),
        time: try row.decode("occurred_at"))
    }
  }
}
