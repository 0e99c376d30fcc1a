package import Postgres
package import Referrals

extension Summaries {
  /// An advocate as a part of a tree.
  package struct TreeMember: Sendable {
    /// Who.
    package let advocate: Advocate.ID
    /// Who brought this one in.
    package let recruiter: Advocate.ID?
    /// When this one joined.
    package let joinedAt: Timestamp
  }

  /// What all trees of a program are like.
  package struct TreeShape: Sendable {
    /// How many there are.
    package var trees: Int
    /// How many advocates are in them.
    package var advocates: Int
    /// How many recruiters the lowest advocate has above.
    package var depth: Int
    /// The mean distance between two of one tree; nil where no tree has two.
    package var virality: Double?
    /// The median days from somebody's joining to that of one they brought in; nil where nobody was brought in.
    package var cycleDays: Double?

    /// A shape from its parts.
    package init(trees: Int, advocates: Int, depth: Int, virality: Double?, cycleDays: Double?) {
      self.trees = trees
      self.advocates = advocates
      self.depth = depth
      self.virality = virality
      self.cycleDays = cycleDays
    }
  }

  /// Every advocate of a program, oldest first.
  package static func treeMembers(program: Program.ID, in connection: Connection) async throws -> [TreeMember] {
    try await connection.query(
      """
      SELECT id, recruiter_id, created_at FROM advocates WHERE program_id = \(program) ORDER BY created_at, id
      """
    ).map { row in
      TreeMember(
        advocate: try row.decode("id"), recruiter: try row.decode("recruiter_id"),
        joinedAt: try row.decode("created_at"))
    }
  }

  /// Counts joining and credit by generation.
  /// - Parameter generations: the generation of each advocate, 0 for one without a recruiter.
  package static func countGenerations(
    of advocates: [Advocate.ID], _ generations: [Int32], _ shape: TreeShape, program: Program.ID,
    in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      WITH placed AS MATERIALIZED (
        SELECT id, generation FROM unnest(\(advocates), \(generations)) AS place (id, generation)
      ), \(joined.replacement(
        by: """
          SELECT \(SQL.slice(of: "a.created_at")) AS slice, p.generation, count(*) AS joined
          FROM placed p JOIN advocates a ON a.program_id = \(program) AND a.id = p.id GROUP BY 1, 2
          """, program: program)),
      \(credit.replacement(
        by: """
          SELECT c.run, c.slice, p.generation, c.currency, sum(c.conversions)::bigint AS conversions,
            sum(c.direct)::bigint AS direct, sum(c.exposure)::bigint AS exposure, sum(c.chain)::bigint AS chain
          FROM advocate_credit_counts c JOIN placed p ON p.id = c.advocate_id
          WHERE c.program_id = \(program) GROUP BY 1, 2, 3, 4
          """, program: program)),
      \(trees.replacement(
        by: """
          SELECT \(shape.trees) AS trees, \(shape.advocates) AS advocates, \(shape.depth)::integer AS depth,
            \(shape.virality) AS virality, \(shape.cycleDays) AS cycle_days
          """, program: program))
      SELECT
      """)
  }

  private static let joined = SummaryTable(
    name: "generation_counts", keys: ["slice", "generation"], values: ["joined"])

  private static let credit = SummaryTable(
    name: "generation_credit_counts", keys: ["run", "slice", "generation", "currency"],
    values: ["conversions", "direct", "exposure", "chain"])

  private static let trees = SummaryTable(
    name: "referral_trees", keys: [], values: ["trees", "advocates", "depth", "virality", "cycle_days"])
}
