package import Postgres
package import Referrals

/// The conversions: leads, signups, sales, renewals.
package enum Conversions {
  /// Lets one transaction at a time deal with a conversion and its reversals, whether it is stored yet or not.
  package static func lock(_ externalID: String, program: Program.ID, in connection: Connection) async throws {
    try await connection.query(
      "SELECT pg_advisory_xact_lock(hashtextextended(\("conversion:\(program):\(externalID)"), 0))")
  }

  /// Stores a conversion; false where its external id is there already.
  package static func insert(
    _ conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      INSERT INTO conversions (program_id, id, external_id, type, amount, currency, exponent, discount, occurred_at,
        recorded_at, person_id, click_id, code, link_id, implied_lead, subscription, source)
      VALUES (\(program), \(conversion.id), \(conversion.externalID), \(conversion.type.rawValue),
        \(conversion.amount.amount), \(conversion.amount.currency.code),
        \(Int16(conversion.amount.currency.exponent)), \(conversion.discount), \(conversion.occurredAt),
        \(conversion.recordedAt), \(conversion.customer), \(conversion.click), \(conversion.code), \(conversion.link),
        \(conversion.impliesLead), \(conversion.subscription), \(conversion.source))
      ON CONFLICT (program_id, external_id) DO NOTHING
      """) == 1
  }

  /// The conversion of an external id, if it is stored.
  package static func find(
    externalID: String, program: Program.ID, in connection: Connection
  ) async throws -> Conversion? {
    try await connection.query(
      "SELECT * FROM conversions WHERE program_id = \(program) AND external_id = \(externalID)"
    ).first.map(Conversion.init(row:))
  }

  /// The conversion of an id, held until the transaction ends, so that one settlement at a time counts its credit.
  package static func hold(
    _ id: Conversion.ID, program: Program.ID, in connection: Connection
  ) async throws -> Conversion? {
    try await connection.query(
      "SELECT * FROM conversions WHERE program_id = \(program) AND id = \(id) FOR NO KEY UPDATE"
    ).first.map(Conversion.init(row:))
  }

  /// Newest first, from below an id, perhaps of one source.
  package static func list(
    source: String?, before: Conversion.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Conversion] {
    try await connection.query(
      """
      SELECT * FROM conversions WHERE program_id = \(program) AND (\(source)::text IS NULL OR source = \(source))
        AND (\(before)::uuid IS NULL OR id < \(before))
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Conversion.init(row:))
  }
}

extension Conversion {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), externalID: try row.decode("external_id"), type: try row.decode("type"),
      amount: Money(try row.decode("amount"), try row.decode("currency")), discount: try row.decode("discount"),
      occurredAt: try row.decode("occurred_at"), recordedAt: try row.decode("recorded_at"),
      customer: try row.decode("person_id"), click: try row.decode("click_id"), code: try row.decode("code"),
      link: try row.decode("link_id"), impliesLead: try row.decode("implied_lead"),
      subscription: try row.decode("subscription"), source: try row.decode("source"))
  }
}
