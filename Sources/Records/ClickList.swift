package import Postgres
package import Referrals

/// The clicks of a program, for those who look at them one by one.
package enum ClickList {
  /// What a click can be.
  package static let outcomes = ["person", "repeat", "bot", "preview", "monitor", "head", "prefetch"]

  /// One click as it is shown.
  package struct Item: Sendable {
    /// Its id.
    package let id: Click.ID
    /// Through which link.
    package let link: Link.ID
    /// Whose link.
    package let advocate: Advocate.ID
    /// By which browser.
    package let visitor: Visitor.ID
    /// One of ``ClickList/outcomes``.
    package let outcome: String
    /// The click that it repeats.
    package let repeatOf: Click.ID?
    /// When.
    package let occurredAt: Timestamp
    /// The page that led there, cropped.
    package let referrer: String?
    /// The browser's name for itself, cropped.
    package let userAgent: String?
    /// The network it came from.
    package let addressPrefix: String
  }

  /// Newest first, from below an id, perhaps of one link or one outcome.
  package static func page(
    link: Link.ID?, outcome: String?, before: Click.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Item] {
    try await connection.query(
      """
      SELECT * FROM clicks WHERE program_id = \(program)
        AND (\(before)::uuid IS NULL OR (occurred_at, id) < (\(before?.timestamp), \(before)))
        AND (\(link)::uuid IS NULL OR link_id = \(link)) AND (\(outcome)::text IS NULL OR outcome = \(outcome))
      ORDER BY occurred_at DESC, id DESC LIMIT \(limit)
      """
    ).map(Item.init(row:))
  }
}

extension ClickList.Item {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), link: try row.decode("link_id"), advocate: try row.decode("advocate_id"),
      visitor: try row.decode("visitor_id"), outcome: try row.decode("outcome"),
      repeatOf: try row.decode("repeat_of"), occurredAt: try row.decode("occurred_at"),
      referrer: try row.decode("referrer"), userAgent: try row.decode("user_agent"),
      addressPrefix: try row.decode("address_prefix"))
  }
}
