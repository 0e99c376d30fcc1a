package import Postgres
package import Referrals

extension Clicks {
  /// For each arrival of a returning visitor its first click through the same link within the window before it, if
  /// another instance, or this one before it was last started, has stored one.
  ///
  /// - Returns: as many as there are clicks, in their order.
  package static func firsts(
    of clicks: [NewClick], window: Duration, in connection: BlockingConnection
  ) throws(PostgresError) -> [Click.ID?] {
    let seconds = Double(window.wholeMicroseconds) / 1_000_000
    let rows = try connection.execute(
      """
      SELECT (SELECT c.id FROM clicks c
        WHERE c.program_id = a.program_id AND c.visitor_id = a.visitor_id AND c.link_id = a.link_id
          AND c.occurred_at > a.occurred_at - make_interval(secs => \(seconds)) AND c.occurred_at <= a.occurred_at
          AND c.outcome = 'person'
        ORDER BY c.occurred_at LIMIT 1) AS first
      FROM unnest(\(clicks.map(\.program))::uuid[], \(clicks.map(\.visitor))::uuid[], \(clicks.map(\.link))::uuid[],
        \(clicks.map(\.occurredAt))::timestamptz[]) WITH ORDINALITY
        AS a (program_id, visitor_id, link_id, occurred_at, place)
      ORDER BY a.place
      """)
    do {
      return try rows.map { try $0.decode(0) }
    } catch {
      throw PostgresError(.internalError, message: "\(error)")
    }
  }

  /// A person's click as it is remembered so that its repeats are known.
  package struct Recent: Sendable {
    /// Its id.
    package let id: Click.ID
    /// The link it came through.
    package let link: Link.ID
    /// The browser, by its cookie.
    package let visitor: Visitor.ID
    /// The browser, by its hash in the shape of an id.
    package let visitorHash: Visitor.ID
  }

  /// A program's latest clicks by people since a time, at most `limit`, oldest first.
  package static func recent(
    since time: Timestamp, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Recent] {
    try await connection.query(
      """
      SELECT id, link_id, visitor_id, visitor_hash FROM clicks
      WHERE program_id = \(program) AND occurred_at >= \(time) AND outcome = 'person'
      ORDER BY occurred_at DESC LIMIT \(limit)
      """
    ).reversed().map { row in
      Recent(
        id: try row.decode("id"), link: try row.decode("link_id"), visitor: try row.decode("visitor_id"),
        visitorHash: try row.decode("visitor_hash"))
    }
  }

  /// The programs that had clicks since a time.
  package static func programs(since time: Timestamp, in connection: Connection) async throws -> [Program.ID] {
    // A slice begins up to a quarter of an hour before the clicks it counts.
    try await connection.query(
      "SELECT DISTINCT program_id FROM program_click_counts WHERE slice >= \(time - .minutes(15))"
    ).map { try $0.decode("program_id") }
  }
}
