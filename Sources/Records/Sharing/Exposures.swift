package import Postgres
package import Referrals

/// What a customer could have seen: shares by advocates from whom the customer is reachable in the social graph.
package enum Exposures {
  /// One share that may have reached a customer.
  package struct Candidate: Hashable, Sendable {
    /// The share.
    package let share: Share.ID
    /// Who shared.
    package let advocate: Advocate.ID
    /// When.
    package let time: Timestamp
    /// Over how many edges it came, at the least: 1 from somebody the customer follows.
    package let hop: Int
  }

  /// How far from an advocate anybody can count as exposed.
  package static let hopLimit = 3

  /// Somebody who follows more people than this passes nothing on: what such a person sees counts, at one hop, and goes
  /// no further. It also keeps one who follows everybody from making every sale slow.
  package static let widestReader = 1_000

  /// How many edges one hop beyond the first looks at; those beyond it, by the ids of the people, count for nothing.
  package static let edgeLimit = 1_000_000

  /// The shares from one time to another, both included, that were within so many hops (1 to 3) of a customer when they
  /// were posted: along edges that were there at that time. Each once, at its smallest hop, in no order. The customer's
  /// own shares are not among them.
  package static func candidates(
    of customer: Person.ID, from start: Timestamp, to end: Timestamp, hops: Int, program: Program.ID,
    in connection: Connection
  ) async throws -> [Candidate] {
    precondition((1...hopLimit).contains(hops), "exposures are looked for at 1 to \(hopLimit) hops")
    let walk = Walk(customer: customer, start: start, end: end, program: program)
    return try await connection.query(walk.shares(within: hops)).map { row in
      Candidate(
        share: try row.decode("id"), advocate: try row.decode("advocate_id"), time: try row.decode("occurred_at"),
        hop: try row.decode("hop"))
    }
  }
}

/// The statement that walks from a customer against the edges. A path is good for as long as all its edges were there.
private struct Walk {
  let customer: Person.ID
  let start: Timestamp
  let end: Timestamp
  let program: Program.ID

  func shares(within hops: Int) -> SQL {
    let steps = (1...hops).map { "hop\(unsafe: "\($0)") AS MATERIALIZED (\(step($0, isLast: $0 == hops)))" as SQL }
    let paths = (1...hops).map { "SELECT \(unsafe: "\($0)") AS hop, * FROM hop\(unsafe: "\($0)")" as SQL }
    return """
      WITH \(steps.joined()), paths AS (\(paths.joined(separator: " UNION ALL ")))
      SELECT DISTINCT ON (s.id) s.id, s.advocate_id, s.occurred_at, p.hop
      FROM paths p
      JOIN advocates a ON a.program_id = \(program) AND a.person_id = p.person
      JOIN shares s ON s.program_id = \(program) AND s.advocate_id = a.id
        AND s.occurred_at BETWEEN \(start) AND \(end) AND s.occurred_at >= p.since AND s.occurred_at < p.until
      ORDER BY s.id, p.hop
      """
  }

  /// The people one hop further, each with when a path led there.
  private func step(_ hop: Int, isLast: Bool) -> SQL {
    guard hop > 1 else {
      return """
        SELECT * FROM (\(edges(into: "\(customer)"))) AS e
        WHERE e.since <= \(end) AND EXISTS (
          SELECT FROM shares WHERE program_id = \(program) AND occurred_at BETWEEN \(start) AND \(end))
        """
    }
    let before = "hop\(hop - 1)"
    let reached: SQL = """
      SELECT e.person, greatest(e.since, h.since) AS since, least(e.until, h.until) AS until
      FROM (
        SELECT * FROM \(unsafe: before)
        WHERE \(unsafe: hop == 2 ? "(SELECT count(*) FROM hop1) <= \(Exposures.widestReader)" : "true")
        ORDER BY person
      ) AS h
      CROSS JOIN LATERAL (
        SELECT * FROM (
          SELECT *, count(*) OVER () AS width FROM (
            \(edges(into: "h.person", limit: Exposures.widestReader + 1))
          ) AS all_of_them
        ) AS counted
        WHERE width <= \(unsafe: "\(Exposures.widestReader)")
      ) AS e
      WHERE e.since <= \(end) AND e.person <> \(customer)
      LIMIT \(unsafe: "\(Exposures.edgeLimit)")
      """
    // What is last is joined at once; what is to be walked on from must not hold anybody more often than it has to.
    return isLast
      ? reached : "SELECT person, min(since) AS since, until FROM (\(reached)) AS r GROUP BY person, until"
  }

  /// Who shares with somebody, and since when until when.
  private func edges(into person: SQL, limit: Int? = nil) -> SQL {
    let bound: SQL = limit.map { "LIMIT \(unsafe: "\($0)")" } ?? ""
    return """
      (SELECT from_person AS person, since, 'infinity'::timestamptz AS until FROM graph_edges
      WHERE program_id = \(program) AND to_person = \(person) \(bound))
      UNION ALL
      (SELECT from_person, since, until FROM past_graph_edges
      WHERE program_id = \(program) AND to_person = \(person) AND until > \(start) \(bound))
      """
  }
}
