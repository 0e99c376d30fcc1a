package import Postgres
package import Referrals

/// Events on their way to endpoints, for those who look at them.
package enum Deliveries {
  /// A delivery's id.
  package typealias ID = Identifier<Item>

  /// How far a delivery is.
  package enum Status: String, Sendable, CaseIterable {
    /// It is due, now or later.
    case pending
    /// The endpoint has taken it.
    case delivered
    /// Every attempt of the schedule was made.
    case failed
    /// The endpoint is disabled; it waits for a replay.
    case held
    /// The endpoint was deleted before it could be delivered.
    case canceled
  }

  /// One event on its way to one endpoint.
  package struct Item: Sendable {
    /// Its id, which begins with the bits of the event's.
    package let id: ID
    /// To where.
    package let endpoint: Endpoints.ID
    /// What.
    package let event: Outbox.Event.ID
    /// The event's name.
    package let type: String
    /// How far it is.
    package let status: Status
    /// How many attempts were made.
    package let attempts: Int
    /// When the next attempt is due, or the last was.
    package let dueAt: Timestamp
    /// When the event was told.
    package let createdAt: Timestamp
    /// When it came to its end.
    package let finishedAt: Timestamp?
  }

  /// One attempt.
  package struct Attempt: Sendable {
    /// Its number, from 1.
    package let number: Int
    /// When it was begun.
    package let startedAt: Timestamp
    /// What the endpoint answered.
    package let status: Int?
    /// Why there was no answer.
    package let failure: String?
    /// The beginning of the answer's body.
    package let response: String?
    /// How long it took, in milliseconds.
    package let milliseconds: Int
  }

  /// Which deliveries a list is of.
  package struct Filter: Sendable {
    /// To one endpoint.
    package var endpoint: Endpoints.ID?
    /// As far as this.
    package var status: Status?
    /// Of events of one name.
    package var type: String?
    /// Of one event.
    package var event: Outbox.Event.ID?

    /// All.
    package init() {}
  }

  /// Newest first, from below an id.
  package static func list(
    _ filter: Filter, before: ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Item] {
    // Each condition only where it is asked for, so that the plan can use the index that is for it.
    var conditions: [SQL] = ["d.program_id = \(program)"]
    if let endpoint = filter.endpoint { conditions.append("d.endpoint_id = \(endpoint)") }
    if let status = filter.status { conditions.append("d.status = '\(unsafe: status.rawValue)'") }
    if let type = filter.type { conditions.append("d.type = \(type)") }
    if let event = filter.event { conditions.append("d.event_id = \(event)") }
    if let before { conditions.append("d.id < \(before)") }
    return try await connection.query(
      "\(select) WHERE \(conditions.joined(separator: " AND ")) ORDER BY d.id DESC LIMIT \(limit)"
    ).map(Item.init(row:))
  }

  /// The delivery of an id, if the program has it.
  package static func find(_ id: ID, program: Program.ID, in connection: Connection) async throws -> Item? {
    try await connection.query("\(select) WHERE d.program_id = \(program) AND d.id = \(id)").first
      .map(Item.init(row:))
  }

  /// Its attempts, oldest first.
  package static func attempts(
    of id: ID, program: Program.ID, in connection: Connection
  ) async throws -> [Attempt] {
    try await connection.query(
      "SELECT * FROM delivery_attempts WHERE program_id = \(program) AND delivery_id = \(id) ORDER BY attempt"
    ).map(Attempt.init(row:))
  }

  private static let select: SQL = """
    SELECT d.*, o.created_at FROM outbox_deliveries d
    JOIN outbox o ON o.program_id = d.program_id AND o.id = d.event_id
    """
}

extension Deliveries {
  /// Sends a delivery on its way again, from now on, by the whole schedule; 0 where it was taken off it for good.
  package static func replay(
    _ id: ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Int {
    try await replay("id = \(id)", at: time, program: program, in: connection)
  }

  /// Sends an endpoint's deliveries of events since a moment on their way again; how many there were.
  package static func replay(
    of endpoint: Endpoints.ID, since start: Timestamp, in statuses: [Status], at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Int {
    var zeros = Zeros()
    let first = ID.timeOrdered(at: start, using: &zeros)
    return try await replay(
      "endpoint_id = \(endpoint) AND id >= \(first) AND status = ANY(\(statuses.map(\.rawValue)))", at: time,
      program: program, in: connection)
  }

  private static func replay(
    _ chosen: SQL, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Int {
    // One that a worker has just now stays with it.
    try await connection.execute(
      """
      UPDATE outbox_deliveries SET status = 'pending', tries = 0, due_at = \(time), finished_at = NULL
      WHERE program_id = \(program) AND status <> 'canceled' AND \(chosen)
      """)
  }

  /// Draws the least of all ids of a time.
  private struct Zeros: RandomNumberGenerator {
    mutating func next() -> UInt64 { 0 }
  }

  /// Takes what is on its way to an endpoint off it: to wait for a replay, or for good.
  package static func stop(
    _ endpoint: Endpoints.ID, as status: Status, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    let statuses: [Status] = status == .canceled ? [.pending, .held] : [.pending]
    try await connection.execute(
      """
      UPDATE outbox_deliveries SET status = \(status.rawValue), finished_at = \(time)
      WHERE program_id = \(program) AND endpoint_id = \(endpoint) AND status = ANY(\(statuses.map(\.rawValue)))
      """)
  }
}

extension Deliveries.Item {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), endpoint: try row.decode("endpoint_id"), event: try row.decode("event_id"),
      type: try row.decode("type"), status: try row.decode("status"), attempts: try row.decode("attempts"),
      dueAt: try row.decode("due_at"), createdAt: try row.decode("created_at"),
      finishedAt: try row.decode("finished_at"))
  }
}

extension Deliveries.Attempt {
  init(row: Row) throws {
    self.init(
      number: try row.decode("attempt"), startedAt: try row.decode("started_at"), status: try row.decode("status"),
      failure: try row.decode("failure"), response: try row.decode("response"),
      milliseconds: try row.decode("duration_ms"))
  }
}
