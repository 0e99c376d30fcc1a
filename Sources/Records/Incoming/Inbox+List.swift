package import Postgres
package import Referrals

extension Inbox {
  /// A delivery with what became of it.
  package struct Entry: Sendable {
    /// The delivery, as it came.
    package let arrival: Arrival
    /// What it is now.
    package let status: Delivery.Status
    /// Why, for people.
    package let reason: String?
    /// How often it was looked at.
    package let attempts: Int
    /// When it is looked at again.
    package let dueAt: Timestamp?
    /// When it was done.
    package let finishedAt: Timestamp?
  }

  /// What a list is limited to.
  package struct Filter: Sendable {
    /// Only of one source.
    package var source: Source.ID?
    /// Only in one state.
    package var status: Delivery.Status?

    /// Everything.
    package init(source: Source.ID? = nil, status: Delivery.Status? = nil) {
      self.source = source
      self.status = status
    }
  }

  /// Newest first, from below an id.
  package static func list(
    _ filter: Filter = Filter(), before: Delivery.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT i.*, s.status, s.reason, s.attempts, s.due_at, s.finished_at FROM inbox i
      JOIN inbox_states s ON s.program_id = i.program_id AND s.delivery_id = i.id
      WHERE i.program_id = \(program) AND s.program_id = \(program)
        AND (\(filter.source)::uuid IS NULL OR i.source_id = \(filter.source))
        AND (\(filter.status?.rawValue)::text IS NULL OR s.status = \(filter.status?.rawValue))
        AND (\(before)::uuid IS NULL OR i.id < \(before))
      ORDER BY i.id DESC LIMIT \(limit)
      """
    ).map(Entry.init(row:))
  }

  /// Those that came since a time, and some that were there already, oldest first.
  package static func news(
    since start: Timestamp, and known: [Delivery.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT i.*, s.status, s.reason, s.attempts, s.due_at, s.finished_at FROM inbox i
      JOIN inbox_states s ON s.program_id = i.program_id AND s.delivery_id = i.id
      WHERE i.program_id = \(program) AND s.program_id = \(program)
        AND (i.id >= \(Delivery.ID.timeOrdered(at: start)) OR i.id = ANY(\(known)))
      ORDER BY i.id
      """
    ).map(Entry.init(row:))
  }

  /// One delivery.
  package static func find(
    _ id: Delivery.ID, program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    try await connection.query(
      """
      SELECT i.*, s.status, s.reason, s.attempts, s.due_at, s.finished_at FROM inbox i
      JOIN inbox_states s ON s.program_id = i.program_id AND s.delivery_id = i.id
      WHERE i.program_id = \(program) AND i.id = \(id)
      """
    ).first.map(Entry.init(row:))
  }
}

extension Inbox.Entry {
  init(row: Row) throws {
    self.init(
      arrival: try Inbox.Arrival(row: row), status: try row.decode("status"), reason: try row.decode("reason"),
      attempts: try row.decode("attempts"), dueAt: try row.decode("due_at"), finishedAt: try row.decode("finished_at"))
  }
}
