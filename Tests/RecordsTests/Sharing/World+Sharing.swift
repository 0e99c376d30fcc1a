import Postgres
import Records
import Referrals

extension World {
  /// Tells edges, each as `ada>grace` or `ada>grace since`, at a time.
  @discardableResult
  func connect(_ edges: String..., at time: String = "2026-01-02T00:00:00Z") async throws -> Int {
    let told = edges.map { edge in
      let parts = edge.split(separator: " ")
      let ends = parts[0].split(separator: ">").map(String.init)
      return GraphEdges.Told(from: ends[0], to: ends[1], since: parts.count > 1 ? Timestamp(String(parts[1])) : nil)
    }
    return try await add(told, at: time)
  }

  /// Tells edges.
  @discardableResult
  func add(_ told: [GraphEdges.Told], at time: String = "2026-01-02T00:00:00Z") async throws -> Int {
    try await pool.transaction { connection in
      try await GraphEdges.add(told, source: "api", at: Timestamp(time)!, program: program.id, in: connection)
    }
  }

  /// Takes an edge away.
  func disconnect(_ edge: String, at time: String) async throws -> Bool {
    let ends = edge.split(separator: ">").map(String.init)
    return try await pool.transaction { connection in
      try await GraphEdges.remove(
        from: ends[0], to: ends[1], at: Timestamp(time)!, program: program.id, in: connection)
    }
  }

  /// An advocate posts.
  @discardableResult
  func share(
    _ advocate: Advocate.ID, at time: String, externalID: String? = nil, consent: Bool = false
  ) async throws -> Share.ID {
    let time = Timestamp(time)!
    let share = Share(
      id: .timeOrdered(at: time), externalID: externalID, advocate: advocate, channel: "mastodon", content: "Spring",
      url: nil, occurredAt: time, recordedAt: time, consent: consent, source: "api")
    _ = try await pool.transaction { try await Shares.insert([share], program: program.id, in: $0) }
    return share.id
  }

  /// The person of an external id, made known.
  func person(_ externalID: String) async throws -> Person.ID {
    try await pool.transaction { connection in
      try await People.upsert(
        externalID: externalID, email: nil, name: nil, at: program.createdAt, program: program.id, in: connection)
    }
  }

  /// The edges as `from>to since`, sorted.
  func edges() async throws -> [String] {
    try await pool.query(
      """
      SELECT f.external_id || '>' || t.external_id || ' '
        || to_char(e.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS edge
      FROM graph_edges e
      JOIN people f ON f.program_id = e.program_id AND f.id = e.from_person
      JOIN people t ON t.program_id = e.program_id AND t.id = e.to_person
      WHERE e.program_id = \(program.id) ORDER BY 1
      """
    ).map { try $0.decode("edge") }
  }
}
