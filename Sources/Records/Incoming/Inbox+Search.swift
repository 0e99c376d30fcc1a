package import Postgres
package import Referrals

// How people look for deliveries: those that are parked first, then the newest.

extension Inbox {
  /// Where a page of found deliveries begins: below this one, among the parked or behind them.
  package struct Place: Sendable, Equatable {
    /// Whether it is among the parked ones.
    package let isParked: Bool
    /// Below which id.
    package let id: Delivery.ID

    /// A place from its parts.
    package init(isParked: Bool, id: Delivery.ID) {
      self.isParked = isParked
      self.id = id
    }
  }

  /// What is looked for.
  package struct Search: Sendable {
    /// Only of one source.
    package var source: Source.ID?
    /// Only in one state.
    package var status: Delivery.Status?
    /// Only those with this in their ids, type, reason, headers or body, in upper or lower case.
    package var text: String?
    /// Or with one of these values in their body, as a whole value of it.
    package var values: [String] = []

    /// Everything.
    package init() {}
  }

  /// How many deliveries a search for text looks through at a time.
  package static let searched = 20_000

  /// What was found, and where looking goes on; nil: all was looked through.
  package struct Found: Sendable {
    /// The deliveries, without their bodies.
    package let entries: [Entry]
    /// Where the next page begins.
    package let next: Place?

    /// What was found.
    package init(entries: [Entry], next: Place?) {
      self.entries = entries
      self.next = next
    }
  }

  /// Deliveries that fit, the parked ones first, then newest first. A search for text looks through at most
  /// ``searched`` at a time: a page may be short, or empty, and yet have a next one.
  package static func find(
    _ search: Search, after place: Place? = nil, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> Found {
    var entries: [Entry] = []
    if place?.isParked != false, search.status == nil || search.status == .parked {
      let parked = try await part(
        search, isParked: true, below: place?.id, limit: limit + 1, program: program, in: connection)
      entries = parked.entries
      if entries.count > limit { return Found(entries, limit: limit) }
      if let next = parked.next { return Found(entries: entries, next: Place(isParked: true, id: next)) }
    }
    guard search.status != .parked else { return Found(entries: entries, next: nil) }
    let rest = try await part(
      search, isParked: false, below: place?.isParked == false ? place?.id : nil, limit: limit + 1 - entries.count,
      program: program, in: connection)
    entries += rest.entries
    if entries.count > limit { return Found(entries, limit: limit) }
    return Found(entries: entries, next: rest.next.map { Place(isParked: false, id: $0) })
  }

  private static func part(
    _ search: Search, isParked: Bool, below id: Delivery.ID?, limit: Int, program: Program.ID,
    in connection: Connection
  ) async throws -> (entries: [Entry], next: Delivery.ID?) {
    // Each condition only where it is asked for, so that the plan can use the index that is for it.
    var conditions: [SQL] = ["s.program_id = \(program)"]
    conditions.append(isParked ? "s.status = 'parked'" : "s.status <> 'parked'")
    if let id { conditions.append("s.delivery_id < \(id)") }
    var horizon: Delivery.ID?
    if search.text != nil || !search.values.isEmpty {
      horizon = try await connection.query(
        """
        SELECT s.delivery_id FROM inbox_states s WHERE \(conditions.joined(separator: " AND "))
        ORDER BY s.delivery_id DESC OFFSET \(searched - 1) LIMIT 1
        """
      ).first?.decode("delivery_id")
      if let horizon { conditions.append("s.delivery_id >= \(horizon)") }
      conditions.append(condition(for: search))
    }
    if let source = search.source { conditions.append("s.source_id = \(source)") }
    if let status = search.status { conditions.append("s.status = '\(unsafe: status.rawValue)'") }
    let entries = try await connection.query(
      """
      SELECT i.program_id, i.id, i.source_id, i.external_id, i.type, i.headers, ''::bytea AS body, i.received_at,
        s.status, s.reason, s.attempts, s.due_at, s.finished_at
      FROM inbox_states s JOIN inbox i ON i.program_id = s.program_id AND i.id = s.delivery_id
      WHERE i.program_id = \(program) AND \(conditions.joined(separator: " AND "))
      ORDER BY s.delivery_id DESC LIMIT \(limit)
      """
    ).map(Entry.init(row:))
    return (entries, entries.count < limit ? horizon : nil)
  }

  /// Whether a delivery has a text in it. A body is JSON, which was read when it came: it is UTF-8.
  private static func condition(for search: Search) -> SQL {
    let body: SQL = "convert_from(i.body, 'UTF8')"
    var ways: [SQL] = []
    if let text = search.text {
      let pattern = "%\(LikePattern.literal(text))%"
      ways += [
        "i.external_id ILIKE \(pattern)", "i.id::text ILIKE \(pattern)", "i.type ILIKE \(pattern)",
        "s.reason ILIKE \(pattern)", "i.headers ILIKE \(pattern)", "\(body) ILIKE \(pattern)",
      ]
    }
    if !search.values.isEmpty {
      // As a text or a number of JSON, or at the end of a path.
      let patterns = search.values.map(LikePattern.literal).flatMap { value in
        ["%\"\(value)\"%", "%/\(value)\"%", "%:\(value),%", "%:\(value)}%", "%: \(value),%", "%: \(value)}%"]
      }
      ways.append("\(body) LIKE ANY(\(patterns))")
    }
    return "(\(ways.joined(separator: " OR ")))"
  }

  /// How many deliveries are in each state that asks for something: parked, waiting, and yet to be looked at.
  package static func toDo(
    program: Program.ID, in connection: Connection
  ) async throws -> [Delivery.Status: Int] {
    let rows = try await connection.query(
      """
      SELECT 'parked' AS status, count(*) AS count FROM inbox_states
      WHERE program_id = \(program) AND status = 'parked'
      UNION ALL
      SELECT status, count(*) FROM inbox_states WHERE program_id = \(program) AND due_at IS NOT NULL GROUP BY status
      """)
    return Dictionary(
      try rows.map { (try $0.decode("status"), try $0.decode("count")) }, uniquingKeysWith: { first, _ in first })
  }

  /// How many deliveries of each source are parked; a source without any is left out.
  package static func parked(
    program: Program.ID, in connection: Connection
  ) async throws -> [Source.ID: Int] {
    let rows = try await connection.query(
      """
      SELECT source_id, count(*) AS parked FROM inbox_states
      WHERE program_id = \(program) AND status = 'parked' GROUP BY source_id
      """)
    return Dictionary(
      try rows.map { (try $0.decode("source_id"), try $0.decode("parked")) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Inbox.Found {
  /// The first page of more entries than fit on it.
  fileprivate init(_ entries: [Inbox.Entry], limit: Int) {
    let shown = Array(entries.prefix(limit))
    self.init(
      entries: shown,
      next: shown.last.map { Inbox.Place(isParked: $0.status == .parked, id: $0.arrival.id) })
  }
}
