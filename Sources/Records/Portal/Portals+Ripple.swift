package import Postgres
package import Referrals

extension Portals {
  /// Whom an advocate brought in, and whom those did.
  package struct Ripple: Sendable {
    /// Somebody who was brought in and shares too.
    package struct Sharer: Sendable {
      /// Who.
      package let id: Advocate.ID
      /// Brought in by whom.
      package let recruiter: Advocate.ID
      /// The name, where the person agreed to be named.
      package let name: String?
    }

    /// Somebody who bought by the link of one of those in the picture.
    package struct Buyer: Sendable {
      /// By whose link.
      package let advocate: Advocate.ID
      /// The name, where the person agreed to be named.
      package let name: String?
    }

    /// Those who share too, nearest first: as many as were asked for.
    package let sharers: [Sharer]
    /// How many there are in all, by how many others lie between: those whom the advocate brought in first.
    package let generations: [Int64]
    /// Those who bought by the links of the advocate and of those of ``sharers``, and do not share themselves: as many
    /// as were asked for.
    package let buyers: [Buyer]
    /// How many of them there are in all.
    package let buyerCount: Int64
  }

  /// The ripple of an advocate. Who bought is read from the program's current run, net of reversals; who bought by the
  /// links of several is where the first purchase was.
  package static func ripple(
    of advocate: Advocate.ID, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> Ripple {
    let tree: SQL = """
      WITH RECURSIVE tree AS (
        SELECT id, person_id, recruiter_id, 1 AS depth FROM advocates
        WHERE program_id = \(program) AND recruiter_id = \(advocate)
        UNION ALL
        SELECT a.id, a.person_id, a.recruiter_id, t.depth + 1 FROM tree t
        JOIN advocates a ON a.program_id = \(program) AND a.recruiter_id = t.id WHERE t.depth < 50
      )
      """
    let counts = try await connection.query("\(tree) SELECT count(*) AS people FROM tree GROUP BY depth ORDER BY depth")
    let sharers = try await connection.query(
      """
      \(tree)
      SELECT t.id, t.recruiter_id, CASE WHEN \(Consents.isNamed("p.id", program: program)) THEN p.name END AS name
      FROM tree t JOIN people p ON p.program_id = \(program) AND p.id = t.person_id
      ORDER BY t.depth, t.id LIMIT \(limit)
      """
    ).map { row in
      Ripple.Sharer(
        id: try row.decode("id"), recruiter: try row.decode("recruiter_id"), name: try row.decode("name"))
    }
    let buyers = try await connection.query(
      """
      WITH bought AS (
        SELECT DISTINCT ON (c.person_id) c.person_id, l.advocate_id
        FROM (
          SELECT conversion_id, advocate_id FROM ledger
          WHERE program_id = \(program) AND run = \(currentRun(program)) AND kind = 'direct'
            AND advocate_id = ANY(\([advocate] + sharers.map(\.id)))
          GROUP BY conversion_id, advocate_id HAVING sum(amount) > 0
        ) AS l
        JOIN conversions c ON c.program_id = \(program) AND c.id = l.conversion_id AND c.person_id IS NOT NULL
        WHERE NOT EXISTS (SELECT FROM advocates a WHERE a.program_id = \(program) AND a.person_id = c.person_id)
        ORDER BY c.person_id, c.occurred_at, l.advocate_id
      )
      SELECT b.advocate_id, CASE WHEN \(Consents.isNamed("p.id", program: program)) THEN p.name END AS name,
        count(*) OVER () AS people
      FROM bought b JOIN people p ON p.program_id = \(program) AND p.id = b.person_id
      ORDER BY b.advocate_id, p.id LIMIT \(limit)
      """)
    return Ripple(
      sharers: sharers, generations: try counts.map { try $0.decode("people") },
      buyers: try buyers.map { .init(advocate: try $0.decode("advocate_id"), name: try $0.decode("name")) },
      buyerCount: try buyers.first?.decode("people") ?? 0)
  }
}
