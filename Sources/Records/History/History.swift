package import Postgres
package import Referrals

/// What a company had before it came here, as far as it takes more than live records do.
package enum History {
  /// Where what was imported came from, as its records say.
  package static let source = "import"

  /// Lets one import of a program at a time store something.
  package static func lock(_ program: Program.ID, in connection: Connection) async throws {
    try await connection.query("SELECT pg_advisory_xact_lock(hashtextextended(\("import:\(program)"), 0))")
  }

  /// Has the planner look at what was stored. It would come to that by itself within minutes, and until then read whole
  /// tables that it takes for empty.
  package static func analyze(in connection: Connection) async throws {
    try await connection.execute(
      """
      ANALYZE people, advocates, links, graph_edges, shares, clicks, click_aliases, visitor_people, conversions,
        reversals, ledger
      """)
  }

  /// Whether anything was shared in a program.
  package static func hasShares(program: Program.ID, in connection: Connection) async throws -> Bool {
    try await connection.query(
      "SELECT EXISTS (SELECT FROM shares WHERE program_id = \(program)) AS has_shares"
    ).only.decode("has_shares")
  }

  /// Since when the earliest of the edges is there that referrals made from a moment on; nil where they made none.
  package static func earliestReferral(
    recordedSince time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Timestamp? {
    try await connection.query(
      """
      SELECT min(since) AS since FROM graph_edges
      WHERE program_id = \(program) AND source = \(GraphEdges.referral) AND recorded_at >= \(time)
      """
    ).only.decode("since")
  }
}
