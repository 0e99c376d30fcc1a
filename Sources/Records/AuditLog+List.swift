package import Postgres
package import Referrals

// What was changed, for those who look.

extension AuditLog {
  /// An entry's id.
  package typealias ID = Identifier<Entry>

  /// One change.
  package struct Entry: Sendable {
    /// Its id.
    package let id: ID
    /// When.
    package let at: Timestamp
    /// The key by which it was done, by name and last characters.
    package let actor: String
    /// What was done.
    package let action: String
    /// To what.
    package let subject: String
    /// What was set, a JSON object.
    package let details: JSONText
  }

  /// Which changes a list is of.
  package struct Filter: Sendable {
    /// Of things of this kind: the first word of the action.
    package var noun: String?
    /// By keys with this in their name, in upper or lower case.
    package var actor: String?
    /// With this in action, subject or details, in upper or lower case.
    package var text: String?
    /// From this moment on.
    package var since: Timestamp?
    /// Before this moment.
    package var until: Timestamp?

    /// All.
    package init() {}
  }

  /// Newest first, from below an id.
  package static func list(
    _ filter: Filter, before: ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    var conditions: [SQL] = ["program_id = \(program)"]
    if let before { conditions.append("audit_id < \(before)") }
    if let noun = filter.noun { conditions.append("split_part(action, '.', 1) = \(noun)") }
    if let actor = filter.actor { conditions.append("actor ILIKE \("%\(LikePattern.literal(actor))%")") }
    if let text = filter.text {
      let pattern = "%\(LikePattern.literal(text))%"
      conditions.append("(action ILIKE \(pattern) OR subject ILIKE \(pattern) OR details::text ILIKE \(pattern))")
    }
    if let since = filter.since { conditions.append("at >= \(since)") }
    if let until = filter.until { conditions.append("at < \(until)") }
    return try await connection.query(
      """
      SELECT * FROM audit_log WHERE \(conditions.joined(separator: " AND ")) ORDER BY audit_id DESC LIMIT \(limit)
      """
    ).map { row in
      Entry(
        id: try row.decode("audit_id"), at: try row.decode("at"), actor: try row.decode("actor"),
        action: try row.decode("action"), subject: try row.decode("subject"), details: try row.decode("details"))
    }
  }
}
