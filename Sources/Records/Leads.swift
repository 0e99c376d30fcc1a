package import Postgres
package import Referrals

/// Who became a lead by what: the first that a person did, in the order in which things happened, whatever the order in
/// which they were told. Where that was no lead, it implies one.
package enum Leads {
  /// Looks where a conversion that is about to be stored stands among those of its customer; whether it implies a lead.
  /// One that did so and turns out not to have been the first no longer does. The customer's row must be held by the
  /// transaction, as finding a person holds it.
  package static func imply(
    by externalID: String, _ type: ConversionType, at time: Timestamp, of customer: Person.ID, program: Program.ID,
    in connection: Connection
  ) async throws -> Bool {
    let first = try await connection.query(
      """
      SELECT *, (occurred_at, type <> 'lead', external_id) < (\(time), \(type != .lead), \(externalID)) AS is_before
      FROM conversions WHERE program_id = \(program) AND person_id = \(customer)
      ORDER BY occurred_at, type <> 'lead', external_id LIMIT 1
      """
    ).first
    if let first {
      guard try !first.decode("is_before", as: Bool.self) else { return false }
      let conversion = try Conversion(row: first)
      if conversion.impliesLead { try await withdraw(conversion, program: program, in: connection) }
    }
    try await connection.execute(
      "UPDATE people SET first_lead_at = \(time) WHERE program_id = \(program) AND id = \(customer)")
    return type != .lead
  }

  private static func withdraw(
    _ conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      "UPDATE conversions SET implied_lead = false WHERE program_id = \(program) AND id = \(conversion.id)")
    try await Counts.withdrawLead(of: conversion, program: program, in: connection)
  }
}
