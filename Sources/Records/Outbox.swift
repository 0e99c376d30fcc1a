package import Postgres
package import Referrals

/// Every event to be sent, and to whom. An event is written in the transaction of the change that it tells, once, and
/// only where some endpoint of the program wants it; one that is disabled keeps collecting.
package enum Outbox {
  /// An event on its way out.
  package struct Event: Sendable {
    /// An event's id; after `msg_` it is the webhook-id of every attempt to deliver it.
    package typealias ID = Identifier<Event>

    /// Its id.
    package let id: ID
    /// Its name, such as `conversion.created`.
    package let type: String
    /// What is sent, byte for byte: a JSON document of less than 20 kB.
    package let body: String
    /// Of which advocate it tells something that is to be forgotten with them; nil: of none.
    package let advocate: Advocate.ID?

    /// An event from its parts.
    package init(id: ID, type: String, body: String, advocate: Advocate.ID? = nil) {
      self.id = id
      self.type = type
      self.body = body
      self.advocate = advocate
    }
  }

  /// To whom an event goes.
  package enum Audience: Sendable {
    /// To every endpoint that wants events of its type.
    case subscribers
    /// To those but for one.
    case others(than: Endpoints.ID)
    /// To one, wanted or not.
    case only(Endpoints.ID)
  }

  /// Writes events and their deliveries, by one statement. Where nobody wants them, nothing is written.
  /// - Returns: the ids of the deliveries.
  @discardableResult
  package static func write(
    _ events: [Event], to audience: Audience = .subscribers, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> [Deliveries.ID] {
    guard !events.isEmpty else { return [] }
    let chosen: SQL =
      switch audience {
      case .subscribers: "p.events @> ARRAY[e.type]"
      case .others(let endpoint): "p.events @> ARRAY[e.type] AND p.id <> \(endpoint)"
      case .only(let endpoint): "p.id = \(endpoint)"
      }
    return try await connection.query(
      """
      WITH wanted AS MATERIALIZED (
        SELECT e.id, e.type, e.body, e.advocate_id, p.id AS endpoint_id, p.disabled_at
        FROM unnest(\(events.map(\.id))::uuid[], \(events.map(\.type))::text[], \(events.map(\.body))::text[],
          \(events.map(\.advocate))::uuid[]) AS e (id, type, body, advocate_id)
        JOIN endpoints p ON p.program_id = \(program) AND p.deleted_at IS NULL AND \(chosen)
      ), event AS (
        INSERT INTO outbox (program_id, id, type, body, advocate_id, created_at)
        SELECT DISTINCT ON (id) \(program)::uuid, id, type, body, advocate_id, \(time)::timestamptz FROM wanted
      )
      INSERT INTO outbox_deliveries (program_id, id, endpoint_id, event_id, type, status, attempts, tries, due_at)
      SELECT \(program), \(deliveryID(of: "id")), endpoint_id, id, type,
        CASE WHEN disabled_at IS NULL THEN 'pending' ELSE 'held' END, 0, 0, \(time)
      FROM wanted
      RETURNING id
      """
    ).map { try $0.decode("id") }
  }

  /// An expression for a new id that begins with the first 72 bits of another, which hold its place in time.
  static func deliveryID(of column: SQL) -> SQL {
    "(substr(\(column)::text, 1, 21) || substr(gen_random_uuid()::text, 22))::uuid"
  }

  /// The bodies of events.
  package static func bodies(
    of events: [Event.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Event.ID: String] {
    let rows = try await connection.query(
      "SELECT id, body FROM outbox WHERE program_id = \(program) AND id = ANY(\(events))")
    return Dictionary(
      try rows.map { (try $0.decode("id"), try $0.decode("body")) }, uniquingKeysWith: { first, _ in first })
  }
}
