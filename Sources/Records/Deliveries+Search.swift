package import Postgres
package import Referrals

// How people look for what was sent.

extension Deliveries {
  /// What is looked for.
  package struct Search: Sendable {
    /// To one endpoint.
    package var endpoint: Endpoints.ID?
    /// As far as this.
    package var status: Status?
    /// Of events of one name.
    package var type: String?
    /// Of one event.
    package var event: Outbox.Event.ID?
    /// With this in its ids, its event or the endpoint's address, in upper or lower case.
    package var text: String?

    /// Everything.
    package init() {}
  }

  /// What was found, and below which id looking goes on; nil: all was looked through.
  package struct Found: Sendable {
    /// The deliveries.
    package let sights: [Sight]
    /// Where the next page begins.
    package let next: ID?

    /// What was found.
    package init(sights: [Sight], next: ID?) {
      self.sights = sights
      self.next = next
    }
  }

  /// How many deliveries a search for text looks through at a time.
  package static let searched = 20_000

  /// Deliveries that fit, newest first. A search for text looks through at most ``searched`` at a time: a page may be
  /// short, or empty, and yet have a next one.
  package static func find(
    _ search: Search, before id: ID? = nil, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> Found {
    var conditions: [SQL] = ["d.program_id = \(program)"]
    if let endpoint = search.endpoint { conditions.append("d.endpoint_id = \(endpoint)") }
    if let status = search.status { conditions.append("d.status = '\(unsafe: status.rawValue)'") }
    if let type = search.type { conditions.append("d.type = \(type)") }
    if let event = search.event { conditions.append("d.event_id = \(event)") }
    if let id { conditions.append("d.id < \(id)") }
    var horizon: ID?
    if let text = search.text {
      horizon = try await connection.query(
        """
        SELECT d.id FROM outbox_deliveries d WHERE \(conditions.joined(separator: " AND "))
        ORDER BY d.id DESC OFFSET \(searched - 1) LIMIT 1
        """
      ).first?.decode("id")
      if let horizon { conditions.append("d.id >= \(horizon)") }
      let pattern = "%\(LikePattern.literal(text))%"
      conditions.append(
        "(o.body ILIKE \(pattern) OR e.url ILIKE \(pattern) OR d.id::text ILIKE \(pattern) OR d.event_id::text ILIKE \(pattern))"
      )
    }
    let found = try await sights(
      "AND \(conditions.joined(separator: " AND ")) ORDER BY d.id DESC LIMIT \(limit + 1)", program: program,
      in: connection)
    let shown = Array(found.prefix(limit))
    return Found(sights: shown, next: found.count > limit ? shown.last?.item.id : horizon)
  }

  /// How many deliveries of each endpoint did not arrive, and wait for a replay; an endpoint without any is left out.
  package static func stranded(
    program: Program.ID, in connection: Connection
  ) async throws -> [Endpoints.ID: Int] {
    let rows = try await connection.query(
      """
      SELECT endpoint_id, count(*) AS stranded FROM outbox_deliveries
      WHERE program_id = \(program) AND status IN ('failed', 'held') GROUP BY endpoint_id
      """)
    return Dictionary(
      try rows.map { (try $0.decode("endpoint_id"), try $0.decode("stranded")) },
      uniquingKeysWith: { first, _ in first })
  }
}

extension Deliveries {
  /// The delivery of an id, with where it goes and what came of its last attempt.
  package static func sight(of id: ID, program: Program.ID, in connection: Connection) async throws -> Sight? {
    try await sights("AND d.id = \(id)", program: program, in: connection).first
  }
}
