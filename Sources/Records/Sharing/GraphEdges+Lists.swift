package import Postgres
package import Referrals

extension GraphEdges {
  /// Which way edges are looked along.
  package enum Direction: String, Sendable, CaseIterable {
    /// To those who see what somebody shares.
    case followers
    /// To those whose shares somebody sees.
    case follows

    /// Where the edges have the one whose they are, and where the other.
    var columns: (own: SQL, other: SQL) {
      switch self {
      case .followers: ("e.from_person", "e.to_person")
      case .follows: ("e.to_person", "e.from_person")
      }
    }
  }

  /// Somebody at the other end of an edge who may be named.
  package struct Neighbour: Hashable, Sendable {
    /// Who.
    package let person: Person.ID
    /// The person's id at the program's company.
    package let externalID: String
    /// Since when the edge is there.
    package let since: Timestamp
    /// Where it is known from.
    package let origin: String?
    /// Where it came from: `api`, `import`, `demo`, `referral`, or the id of a webhook source.
    package let source: String
  }

  /// Those at the other end who may be named, from below an id.
  package static func named(
    _ direction: Direction, of person: Person.ID, before: Person.ID?, limit: Int, program: Program.ID,
    in connection: Connection
  ) async throws -> [Neighbour] {
    let (own, other) = direction.columns
    // What an edge's consent says, it says of the one who sees.
    let consent: SQL = direction == .followers ? "e.consent" : "false"
    return try await connection.query(
      """
      SELECT p.id, p.external_id, e.since, e.origin, e.source
      FROM graph_edges e JOIN people p ON p.program_id = e.program_id AND p.id = \(other)
      WHERE e.program_id = \(program) AND \(own) = \(person) AND (\(before)::uuid IS NULL OR \(other) < \(before))
        AND p.external_id IS NOT NULL AND \(Consents.isNamed("p.id", or: consent, program: program))
      ORDER BY \(other) DESC LIMIT \(limit)
      """
    ).map { row in
      Neighbour(
        person: try row.decode("id"), externalID: try row.decode("external_id"), since: try row.decode("since"),
        origin: try row.decode("origin"), source: try row.decode("source"))
    }
  }

  /// How many there are at the other end, named or not; of followers, with those who were erased.
  package static func count(
    _ direction: Direction, of person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws -> Int {
    let erased: SQL =
      direction == .followers
      ? """
       + coalesce((SELECT people FROM erased_edges WHERE program_id = \(program) AND person_id = \(person)), 0)
      """ : ""
    return try await connection.query(
      """
      SELECT (SELECT count(*) FROM graph_edges e WHERE e.program_id = \(program) AND \(direction.columns.own) = \(person))
        \(erased) AS people
      """
    ).only.decode("people")
  }
}
