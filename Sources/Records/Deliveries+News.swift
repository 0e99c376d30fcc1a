package import Postgres
package import Referrals

extension Deliveries {
  /// A delivery with where it goes and what came of its last attempt.
  package struct Sight: Sendable {
    /// The delivery.
    package let item: Item
    /// The endpoint's address.
    package let url: String
    /// What the endpoint answered last.
    package let status: Int?
    /// Why there was no answer.
    package let failure: String?
  }

  /// Those that were told since a time, and some that were there already, oldest first.
  package static func news(
    since start: Timestamp, and known: [ID], program: Program.ID, in connection: Connection
  ) async throws -> [Sight] {
    try await sights(
      "AND (d.id >= \(ID.timeOrdered(at: start)) OR d.id = ANY(\(known))) ORDER BY d.id", program: program,
      in: connection)
  }

  /// The last ones, newest first.
  package static func last(_ count: Int, program: Program.ID, in connection: Connection) async throws -> [Sight] {
    try await sights("ORDER BY d.id DESC LIMIT \(count)", program: program, in: connection)
  }

  /// Those that a condition chooses, in an order.
  static func sights(
    _ rest: SQL, program: Program.ID, in connection: Connection
  ) async throws -> [Sight] {
    try await connection.query(
      """
      SELECT d.*, o.created_at, e.url, a.status AS answer, a.failure FROM outbox_deliveries d
      JOIN outbox o ON o.program_id = d.program_id AND o.id = d.event_id
      JOIN endpoints e ON e.program_id = d.program_id AND e.id = d.endpoint_id
      LEFT JOIN LATERAL (
        SELECT * FROM delivery_attempts a WHERE a.program_id = \(program) AND a.delivery_id = d.id
        ORDER BY a.attempt DESC LIMIT 1
      ) a ON true
      WHERE d.program_id = \(program) \(rest)
      """
    ).map { row in
      Sight(
        item: try Item(row: row), url: try row.decode("url"), status: try row.decode("answer"),
        failure: try row.decode("failure"))
    }
  }
}
