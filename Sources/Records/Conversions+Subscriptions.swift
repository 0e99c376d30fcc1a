package import Postgres
package import Referrals

extension Conversions {
  /// What a renewal is credited by: the first sale of its subscription, and how many whole months after that it came.
  package struct Basis: Sendable {
    /// The conversion whose journey counts.
    package let conversion: Conversion
    /// Whole months since then; nil where the conversion is its own basis.
    package let months: Int?

    /// A basis from its parts.
    package init(conversion: Conversion, months: Int?) {
      self.conversion = conversion
      self.months = months
    }
  }

  /// By which conversion's journey this one is credited: by that of the first payment of its subscription, whatever the
  /// order in which they were told, or by its own.
  package static func basis(
    of conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws -> Basis {
    let bases = try await bases(of: [conversion], program: program, in: connection)
    return bases[conversion.id] ?? Basis(conversion: conversion, months: nil)
  }

  /// The same of several.
  package static func bases(
    of conversions: [Conversion], program: Program.ID, in connection: Connection
  ) async throws -> [Conversion.ID: Basis] {
    var bases: [Conversion.ID: Basis] = [:]
    for conversion in conversions { bases[conversion.id] = Basis(conversion: conversion, months: nil) }
    let subscribed = conversions.filter { $0.subscription != nil }
    guard !subscribed.isEmpty else { return bases }
    let rows = try await connection.query(
      """
      SELECT first.*, later.id AS later_id,
        (12 * extract(year FROM passed.age) + extract(month FROM passed.age))::int AS months
      FROM unnest(\(subscribed.map(\.id)), \(subscribed.map(\.subscription)), \(subscribed.map(\.occurredAt)))
        AS later (id, subscription, occurred_at)
      CROSS JOIN LATERAL (
        SELECT * FROM conversions c
        WHERE c.program_id = \(program) AND c.subscription = later.subscription AND c.amount > 0
        ORDER BY c.occurred_at, c.type <> 'sale', c.external_id LIMIT 1
      ) AS first
      CROSS JOIN LATERAL age(later.occurred_at AT TIME ZONE 'UTC', first.occurred_at AT TIME ZONE 'UTC') AS passed (age)
      WHERE first.id <> later.id
      """)
    for row in rows {
      bases[try row.decode("later_id")] = Basis(
        conversion: try Conversion(row: row), months: try row.decode("months"))
    }
    return bases
  }

  /// The first payment of a subscription.
  package static func first(
    of subscription: String, program: Program.ID, in connection: Connection
  ) async throws -> Conversion? {
    try await connection.query(
      """
      SELECT * FROM conversions WHERE program_id = \(program) AND subscription = \(subscription) AND amount > 0
      ORDER BY occurred_at, type <> 'sale', external_id LIMIT 1
      """
    ).first.map(Conversion.init(row:))
  }

  /// Adds to a conversion what was not known of it when it was told. What was known stays. The conversion as it is now,
  /// or nil where nothing was news.
  package static func enrich(
    _ conversion: Conversion, click: Click.ID?, code: String?, link: Link.ID?, customer: Person.ID?,
    subscription: String?, program: Program.ID, in connection: Connection
  ) async throws -> Conversion? {
    let isCodeNews = conversion.code == nil || conversion.link == nil && link != nil
    let isNews =
      (conversion.click == nil && click != nil) || (isCodeNews && code != nil)
      || (conversion.customer == nil && customer != nil) || (conversion.subscription == nil && subscription != nil)
    guard isNews else { return nil }
    return try await connection.query(
      """
      UPDATE conversions SET click_id = coalesce(click_id, \(click)),
        code = CASE WHEN \(isCodeNews) THEN coalesce(\(code), code) ELSE code END,
        link_id = CASE WHEN \(isCodeNews) THEN coalesce(\(link), link_id) ELSE link_id END,
        person_id = coalesce(person_id, \(customer)), subscription = coalesce(subscription, \(subscription))
      WHERE program_id = \(program) AND id = \(conversion.id)
      RETURNING *
      """
    ).first.map(Conversion.init(row:))
  }

  /// Notes that a conversion implies a lead.
  package static func setImpliedLead(
    of conversion: Conversion.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      "UPDATE conversions SET implied_lead = true WHERE program_id = \(program) AND id = \(conversion)")
  }
}
