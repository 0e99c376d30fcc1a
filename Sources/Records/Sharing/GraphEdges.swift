package import Postgres
package import Referrals

/// Who sees what whom shares: the social graph, and when each of its edges was there.
package enum GraphEdges {
  /// An edge as it is told, by the people's external ids.
  package struct Told: Hashable, Sendable {
    /// Who shares.
    package var from: String
    /// Who sees it.
    package var to: String
    /// Since when; now, if it is not told.
    package var since: Timestamp?
    /// Whether the one who sees agreed to be counted by name; as it was, or not, if it is not told.
    package var consent: Bool?
    /// Where it is known from: a network, a survey.
    package var origin: String?

    /// An edge from its parts.
    package init(from: String, to: String, since: Timestamp? = nil, consent: Bool? = nil, origin: String? = nil) {
      self.from = from
      self.to = to
      self.since = since
      self.consent = consent
      self.origin = origin
    }
  }

  /// What marks an edge that a referral made.
  package static let referral = "referral"

  /// Adds edges, making people known who are not. One that is there stays, but that an earlier time and a consent that is
  /// told replace what it has; one that was taken away since the time that is told stays away. None may join somebody
  /// to themselves. How many of them were new. A few thousand at once are the fastest.
  package static func add(
    _ told: [Told], source: String, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Int {
    let edges = merged(told)
    let names = Set(edges.keys.lazy.map(\.from)).union(edges.keys.lazy.map(\.to)).sorted()
    let people = try await People.known(as: names.map(\.text), at: now, program: program, in: connection)
    let ids = Dictionary(uniqueKeysWithValues: zip(names, people))
    // In one order whoever adds them, so that two who add the same ones never wait for each other in a circle.
    let rows = edges.map { pair, edge in
      EdgeRow(to: ids[pair.to] ?? people[0], from: ids[pair.from] ?? people[0], edge: edge)
    }.sorted { ($0.to, $0.from) < ($1.to, $1.from) }
    let added = try await insert(rows, source: source, at: now, program: program, in: connection)
    var changed = added
    if added < rows.count {
      changed += try await amend(
        rows.filter { $0.edge.since != nil || $0.edge.consent != nil }, at: now, program: program, in: connection)
    }
    if changed > 0 { try await Audiences.note(Set(rows.map(\.from)), program: program, in: connection) }
    return added
  }

  /// Two people's names.
  private struct Pair: Hashable {
    let from: ExactText
    let to: ExactText
  }

  /// Each edge once, with all that is told of it.
  private static func merged(_ told: [Told]) -> [Pair: Told] {
    var edges: [Pair: Told] = Dictionary(minimumCapacity: told.count)
    for edge in told {
      precondition(edge.from != edge.to, "an edge joins two people")
      let pair = Pair(from: edge.from.exact, to: edge.to.exact)
      guard var known = edges[pair] else {
        edges[pair] = edge
        continue
      }
      known.since = min(known.since, edge.since)
      known.consent = edge.consent ?? known.consent
      known.origin = known.origin ?? edge.origin
      edges[pair] = known
    }
    return edges
  }

  private static func min(_ left: Timestamp?, _ right: Timestamp?) -> Timestamp? {
    guard let left, let right else { return left ?? right }
    return Swift.min(left, right)
  }

  private struct EdgeRow {
    let to: Person.ID
    let from: Person.ID
    let edge: Told
  }

  private static func insert(
    _ rows: [EdgeRow], source: String, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Int {
    try await connection.execute(
      """
      INSERT INTO graph_edges (program_id, to_person, from_person, since, recorded_at, consent, source, origin)
      SELECT \(program), told.to_person, told.from_person, told.since, \(now), told.consent, \(source), told.origin
      FROM unnest(\(rows.map(\.to)), \(rows.map(\.from)), \(rows.map { $0.edge.since ?? now }),
        \(rows.map { $0.edge.consent ?? false }), \(rows.map(\.edge.origin)))
        AS told (to_person, from_person, since, consent, origin)
      WHERE NOT \(wasTakenAway(program))
      ORDER BY told.to_person, told.from_person
      ON CONFLICT (program_id, to_person, from_person) DO NOTHING
      """)
  }

  /// Brings what is told anew to edges that are there; to how many.
  private static func amend(
    _ rows: [EdgeRow], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Int {
    guard !rows.isEmpty else { return 0 }
    return try await connection.execute(
      """
      UPDATE graph_edges g SET since = least(g.since, changed.since), consent = coalesce(changed.consent, g.consent)
      FROM (
        SELECT e.to_person, e.from_person, told.since, told.consent
        FROM unnest(\(rows.map(\.to)), \(rows.map(\.from)), \(rows.map { $0.edge.since ?? now }),
          \(rows.map(\.edge.consent))) AS told (to_person, from_person, since, consent)
        JOIN graph_edges e ON e.program_id = \(program) AND e.to_person = told.to_person
          AND e.from_person = told.from_person
        WHERE (told.since < e.since OR told.consent <> e.consent) AND NOT \(wasTakenAway(program))
        ORDER BY e.to_person, e.from_person FOR NO KEY UPDATE OF e
      ) AS changed
      WHERE g.program_id = \(program) AND g.to_person = changed.to_person AND g.from_person = changed.from_person
      """)
  }

  /// A condition on `told`: it was there, and was taken away after the time that is told.
  static func wasTakenAway(_ program: Program.ID) -> SQL {
    """
    EXISTS (
      SELECT FROM past_graph_edges p WHERE p.program_id = \(program) AND p.to_person = told.to_person
        AND p.from_person = told.from_person AND p.until > told.since)
    """
  }
}
