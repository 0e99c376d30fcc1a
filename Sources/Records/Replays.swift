package import Postgres
package import Referrals

/// Deliveries that were let go again together, and how far that is.
package enum Replays {
  /// A replay's id.
  package typealias ID = Identifier<Entry>

  /// Which way the deliveries go.
  package enum Direction: String, Sendable, CaseIterable {
    /// From a source: they are looked at again.
    case incoming
    /// To an endpoint: they are sent again.
    case outgoing
  }

  /// One replay.
  package struct Entry: Sendable {
    /// Its id.
    package let id: ID
    /// Which way.
    package let direction: Direction
    /// What was replayed, for people.
    package let subject: String
    /// How many deliveries it is.
    package let deliveries: Int
    /// When it was begun.
    package let begunAt: Timestamp
    /// By whom.
    package let begunBy: String
  }

  /// How far one is.
  package struct Progress: Sendable, Equatable {
    /// How many deliveries were looked at, or sent, since.
    package var done = 0
    /// How many are in each state now.
    package var states: [String: Int] = [:]

    /// Nothing has happened yet.
    package init() {}
  }

  /// Lets incoming deliveries be looked at again and writes that down: those of a list, or else the parked ones of a
  /// source, or of all.
  /// - Returns: nil where there are none.
  package static func begin(
    incoming deliveries: [Delivery.ID]?, of source: Source.ID? = nil, called subject: String, by actor: String,
    at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    let chosen: SQL =
      if let deliveries {
        "delivery_id = ANY(\(deliveries))"
      } else if let source {
        "status = 'parked' AND source_id = \(source)"
      } else {
        "status = 'parked'"
      }
    return try await begin(
      .incoming,
      """
      UPDATE inbox_states SET status = 'received', reason = NULL, due_at = \(time), finished_at = NULL
      WHERE program_id = \(program) AND \(chosen) RETURNING delivery_id
      """, called: subject, by: actor, at: time, program: program, in: connection)
  }

  /// Sends outgoing deliveries on their way again, by the whole schedule, and writes that down: those of a list, or else
  /// those to an endpoint that did not arrive. Those to endpoints that are disabled or deleted stay.
  /// - Returns: nil where there are none.
  package static func begin(
    outgoing deliveries: [Deliveries.ID]?, to endpoint: Endpoints.ID? = nil, called subject: String,
    by actor: String, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    var conditions: [SQL] = ["d.status <> 'canceled'"]
    if let deliveries { conditions.append("d.id = ANY(\(deliveries))") }
    if deliveries == nil { conditions.append("d.status IN ('failed', 'held')") }
    if let endpoint { conditions.append("d.endpoint_id = \(endpoint)") }
    return try await begin(
      .outgoing,
      """
      UPDATE outbox_deliveries d SET status = 'pending', tries = 0, due_at = \(time), finished_at = NULL
      FROM endpoints e
      WHERE d.program_id = \(program) AND e.program_id = d.program_id AND e.id = d.endpoint_id
        AND e.disabled_at IS NULL AND e.deleted_at IS NULL AND \(conditions.joined(separator: " AND "))
      RETURNING d.id AS delivery_id
      """, called: subject, by: actor, at: time, program: program, in: connection)
  }

  private static func begin(
    _ direction: Direction, _ update: SQL, called subject: String, by actor: String, at time: Timestamp,
    program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    let id = ID.timeOrdered(at: time)
    return try await connection.query(
      """
      WITH released AS (\(update)), replay AS (
        INSERT INTO replays (program_id, id, direction, subject, deliveries, begun_at, begun_by)
        SELECT \(program), \(id), \(direction.rawValue), \(subject), count(*), \(time)::timestamptz, \(actor)
        FROM released HAVING count(*) > 0
        RETURNING *
      ), kept AS (
        INSERT INTO replay_deliveries (program_id, replay_id, delivery_id)
        SELECT \(program), \(id), delivery_id FROM released
      )
      SELECT * FROM replay
      """
    ).first.map(Entry.init(row:))
  }

  /// The replay of an id, if the program has it.
  package static func find(_ id: ID, program: Program.ID, in connection: Connection) async throws -> Entry? {
    try await connection.query("SELECT * FROM replays WHERE program_id = \(program) AND id = \(id)")
      .first.map(Entry.init(row:))
  }

  /// Newest first, from below an id.
  package static func list(
    before: ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT * FROM replays WHERE program_id = \(program) AND (\(before)::uuid IS NULL OR id < \(before))
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Entry.init(row:))
  }

  /// How far replays are, each under its id.
  package static func progress(
    of replays: [Entry], program: Program.ID, in connection: Connection
  ) async throws -> [ID: Progress] {
    let rows = try await connection.query(
      """
      SELECT r.replay_id, s.status, s.status <> 'received' AS is_done, count(*) AS count
      FROM replay_deliveries r
      JOIN inbox_states s ON s.program_id = r.program_id AND s.delivery_id = r.delivery_id
      WHERE r.program_id = \(program) AND s.program_id = \(program)
        AND r.replay_id = ANY(\(replays.filter { $0.direction == .incoming }.map(\.id)))
      GROUP BY 1, 2, 3
      UNION ALL
      SELECT r.replay_id, d.status, d.status <> 'pending' OR d.tries > 0, count(*)
      FROM replay_deliveries r
      JOIN outbox_deliveries d ON d.program_id = r.program_id AND d.id = r.delivery_id
      WHERE r.program_id = \(program) AND d.program_id = \(program)
        AND r.replay_id = ANY(\(replays.filter { $0.direction == .outgoing }.map(\.id)))
      GROUP BY 1, 2, 3
      """)
    var progress: [ID: Progress] = [:]
    for row in rows {
      let count = try row.decode("count", as: Int.self)
      var sum = progress[try row.decode("replay_id")] ?? Progress()
      sum.states[try row.decode("status"), default: 0] += count
      if try row.decode("is_done") { sum.done += count }
      progress[try row.decode("replay_id")] = sum
    }
    return progress
  }
}

extension Replays.Entry {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), direction: try row.decode("direction"), subject: try row.decode("subject"),
      deliveries: try row.decode("deliveries"), begunAt: try row.decode("begun_at"),
      begunBy: try row.decode("begun_by"))
  }
}
