package import Postgres
package import Referrals

extension Summaries {
  /// What an advocate's shares reach.
  package struct Reach: Sendable {
    /// Whose.
    package let advocate: Advocate.ID
    /// How many people are within 1, 2 and 3 hops, the advocate not among them.
    package let hops: [Int64]
    /// How many of those within the program's hops no other advocate reaches.
    package let exclusive: Int64
    /// With which other advocate, of those who reach most, this one shares most.
    package let overlapWith: Advocate.ID?
    /// How many people both reach.
    package let overlap: Int64
    /// Those within the program's hops, as a sketch that can be united with others.
    package let sketch: [UInt8]
    /// When to ask this advocate to share; nil for those who come later than anybody asks.
    package let ask: Ask?

    /// A place among those to ask first.
    package struct Ask: Sendable, Hashable {
      /// From 1.
      package let place: Int
      /// How many people it adds whom those before do not reach within the program's hops, itself included.
      package let adds: Int64
      /// How many all of them so far reach.
      package let together: Int64

      /// A place from its parts.
      package init(place: Int, adds: Int64, together: Int64) {
        self.place = place
        self.adds = adds
        self.together = together
      }
    }

    /// A reach from its parts.
    package init(
      advocate: Advocate.ID, hops: [Int64], exclusive: Int64, overlapWith: Advocate.ID?, overlap: Int64,
      sketch: [UInt8], ask: Ask?
    ) {
      self.advocate = advocate
      self.hops = hops
      self.exclusive = exclusive
      self.overlapWith = overlapWith
      self.overlap = overlap
      self.sketch = sketch
      self.ask = ask
    }
  }

  /// An advocate as somebody in the graph.
  package struct Sharer: Sendable {
    /// Who.
    package let advocate: Advocate.ID
    /// Which person that is.
    package let person: Person.ID
    /// How many edges out of it are gone because somebody was erased.
    package let erased: Int64
  }

  /// Every advocate, in the order of their ids.
  package static func sharers(program: Program.ID, in connection: Connection) async throws -> [Sharer] {
    try await connection.query(
      """
      SELECT a.id, a.person_id, coalesce(e.people, 0) AS erased FROM advocates a
      LEFT JOIN erased_edges e ON e.program_id = a.program_id AND e.person_id = a.person_id
      WHERE a.program_id = \(program) ORDER BY a.id
      """
    ).map { row in
      Sharer(
        advocate: try row.decode("id"), person: try row.decode("person_id"), erased: try row.decode("erased"))
    }
  }

  /// Writes down what advocates reach, and with it how many people came through their links.
  package static func countReach(_ reach: [Reach], program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      WITH measured AS MATERIALIZED (
        SELECT * FROM unnest(\(reach.map(\.advocate)), \(reach.map { $0.hops[0] }), \(reach.map { $0.hops[1] }),
          \(reach.map { $0.hops[2] }), \(reach.map(\.exclusive)), \(reach.map(\.overlapWith)), \(reach.map(\.overlap)),
          \(reach.map(\.sketch)), \(reach.map { $0.ask?.place }), \(reach.map { $0.ask?.adds }),
          \(reach.map { $0.ask?.together }))
          AS m (advocate_id, within_1, within_2, within_3, exclusive, overlap_with, overlap, sketch, ask_place, ask_adds,
            ask_together)
      ), \(table.replacement(
        by: """
          SELECT m.*, coalesce(c.came, 0) AS came FROM measured m
          LEFT JOIN (
            -- Hashed: a count of distinct ones would sort every click.
            SELECT advocate_id, count(*) AS came FROM (
              SELECT DISTINCT advocate_id, visitor_id FROM clicks
              WHERE program_id = \(program) AND outcome = 'person'
            ) AS visitors GROUP BY 1
          ) AS c ON c.advocate_id = m.advocate_id
          """, program: program))
      SELECT
      """)
  }

  private static let table = SummaryTable(
    name: "advocate_reach", keys: ["advocate_id"],
    values: [
      "within_1", "within_2", "within_3", "exclusive", "overlap_with", "overlap", "came", "sketch", "ask_place",
      "ask_adds", "ask_together",
    ])
}
