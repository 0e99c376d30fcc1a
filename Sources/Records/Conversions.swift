package import Postgres
package import Referrals

/// The conversions: leads, signups, sales, renewals.
package enum Conversions {
  /// Lets one transaction at a time deal with a conversion and its reversals, whether it is stored yet or not.
  package static func lock(_ externalID: String, program: Program.ID, in connection: Connection) async throws {
    try await lock([externalID], program: program, in: connection)
  }

  /// The same for several.
  package static func lock(_ externalIDs: [String], program: Program.ID, in connection: Connection) async throws {
    // Each in its turn, in one order for all.
    let names = Set(externalIDs.map(\.exact)).sorted().map { "conversion:\(program):\($0)" }
    try await connection.query(
      "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(\(names)) AS name")
  }

  /// Lets one transaction at a time deal with each of these subscriptions, so that a sale and its renewal never miss each
  /// other, even where no customer is told. After the conversions are locked.
  package static func lock(
    subscriptions: [String], program: Program.ID, in connection: Connection
  ) async throws {
    guard !subscriptions.isEmpty else { return }
    // Each in its turn, in one order for all.
    let names = Set(subscriptions.map(\.exact)).sorted().map { "subscription:\(program):\($0)" }
    try await connection.query(
      "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(\(names)) AS name")
  }

  /// Stores conversions; how many of them were not there already.
  package static func insert(
    _ conversions: [Conversion], program: Program.ID, in connection: Connection
  ) async throws -> Int {
    guard !conversions.isEmpty else { return 0 }
    let amounts = conversions.map(\.amount)
    return try await connection.execute(
      """
      INSERT INTO conversions (program_id, id, external_id, type, amount, currency, exponent, discount, occurred_at,
        recorded_at, person_id, click_id, code, link_id, implied_lead, subscription, source)
      SELECT \(program), new.* FROM unnest(\(conversions.map(\.id)), \(conversions.map(\.externalID)),
        \(conversions.map(\.type.rawValue)), \(amounts.map(\.amount)), \(amounts.map(\.currency.code)),
        \(amounts.map { Int16($0.currency.exponent) }), \(conversions.map(\.discount)),
        \(conversions.map(\.occurredAt)), \(conversions.map(\.recordedAt)), \(conversions.map(\.customer)),
        \(conversions.map(\.click)), \(conversions.map(\.code)), \(conversions.map(\.link)),
        \(conversions.map(\.impliesLead)), \(conversions.map(\.subscription)), \(conversions.map(\.source))) AS new
      ON CONFLICT (program_id, external_id) DO NOTHING
      """)
  }

  /// The conversion of an external id, if it is stored.
  package static func find(
    externalID: String, program: Program.ID, in connection: Connection
  ) async throws -> Conversion? {
    try await connection.query(
      "SELECT * FROM conversions WHERE program_id = \(program) AND external_id = \(externalID)"
    ).first.map(Conversion.init(row:))
  }

  /// Those of these external ids that are stored.
  package static func find(
    externalIDs: [String], program: Program.ID, in connection: Connection
  ) async throws -> [Conversion] {
    try await connection.query(
      "SELECT * FROM conversions WHERE program_id = \(program) AND external_id = ANY(\(externalIDs))"
    ).map(Conversion.init(row:))
  }

  /// The conversion of an id, held until the transaction ends, so that one settlement at a time counts its credit.
  package static func hold(
    _ id: Conversion.ID, program: Program.ID, in connection: Connection
  ) async throws -> Conversion? {
    try await connection.query(
      "SELECT * FROM conversions WHERE program_id = \(program) AND id = \(id) FOR NO KEY UPDATE"
    ).first.map(Conversion.init(row:))
  }

  /// The same of several, in the order of their ids: whoever holds several never waits for another in a circle.
  package static func hold(
    _ ids: [Conversion.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Conversion] {
    guard !ids.isEmpty else { return [] }
    return try await connection.query(
      "SELECT * FROM conversions WHERE program_id = \(program) AND id = ANY(\(ids)) ORDER BY id FOR NO KEY UPDATE"
    ).map(Conversion.init(row:))
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

  /// The latest that brought revenue, newest first.
  package static func latestPaid(
    _ limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Conversion] {
    try await connection.query(
      """
      SELECT * FROM conversions WHERE program_id = \(program) AND amount > 0 ORDER BY id DESC LIMIT \(limit)
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
