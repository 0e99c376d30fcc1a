package import Postgres
package import Referrals

extension Summaries {
  /// An advocate in the picture of who reaches whom.
  package struct Reaching: Sendable {
    /// Who.
    package let advocate: Advocate.ID
    /// What it is called where operations read it.
    package let name: String
    /// People within two hops.
    package let within2: Int64
    /// Of those within the program's hops, how many nobody else reaches.
    package let exclusive: Int64
    /// With whom it shares most.
    package let overlapWith: Advocate.ID?
    /// What that one is called.
    package let overlapName: String?
    /// How many people both reach.
    package let overlap: Int64
    /// When to ask it to share.
    package let ask: Reach.Ask?
  }

  /// The order of a list of advocates by reach.
  package enum ReachOrder: Sendable {
    /// Those who reach most people whom nobody else does.
    case exclusive
    /// Those to ask first.
    case ask
  }

  /// The advocates who come first in an order, as the last pass found them.
  package static func reaching(
    _ order: ReachOrder, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Reaching] {
    let (condition, sorting): (SQL, SQL) =
      switch order {
      case .exclusive: ("r.exclusive > 0", "r.exclusive DESC, r.advocate_id")
      case .ask: ("r.ask_place IS NOT NULL", "r.ask_place")
      }
    return try await connection.query(
      """
      SELECT r.*, \(Advocates.name(of: "p", program: program)) AS name,
        \(Advocates.name(of: "o", program: program)) AS overlap_name
      FROM (
        SELECT advocate_id, within_2, exclusive, overlap_with, overlap, ask_place, ask_adds, ask_together
        FROM advocate_reach r WHERE program_id = \(program) AND \(condition) ORDER BY \(sorting) LIMIT \(limit)
      ) AS r
      JOIN advocates a ON a.program_id = \(program) AND a.id = r.advocate_id
      JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      LEFT JOIN advocates b ON b.program_id = \(program) AND b.id = r.overlap_with
      LEFT JOIN people o ON o.program_id = b.program_id AND o.id = b.person_id
      ORDER BY \(sorting)
      """
    ).map { row in
      Reaching(
        advocate: try row.decode("advocate_id"), name: try row.decode("name"), within2: try row.decode("within_2"),
        exclusive: try row.decode("exclusive"), overlapWith: try row.decode("overlap_with"),
        overlapName: try row.decode("overlap_name"), overlap: try row.decode("overlap"),
        ask: try row.decode("ask_place", as: Int?.self).map { place in
          Reach.Ask(place: place, adds: try row.decode("ask_adds"), together: try row.decode("ask_together"))
        })
    }
  }
}
