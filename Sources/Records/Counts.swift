package import Postgres
package import Referrals

/// The rollups of revenue and credit, written in the transaction of what they count.
package enum Counts {
  /// The quarter of an hour that a time is in. Every zone's days start with one.
  package static func slice(of time: Timestamp) -> Timestamp {
    let length: Int64 = 15 * 60 * 1_000_000
    let index = time.microseconds / length - (time.microseconds % length < 0 ? 1 : 0)
    return Timestamp(microseconds: index * length)
  }

  /// Which of the rows of a slice a conversion counts in, so that sales at the same moment rarely wait for each other.
  private static func slot(of conversion: Conversion) -> Int16 { Int16(conversion.id.low & 7) }

  /// Counts a conversion that has just been stored.
  package static func add(_ conversion: Conversion, program: Program.ID, in connection: Connection) async throws {
    let type = conversion.type
    try await connection.execute(
      """
      INSERT INTO revenue_counts AS c (program_id, slice, currency, slot, leads, signups, sales, renewals, gross,
        discounts, reversed)
      VALUES (\(program), \(slice(of: conversion.occurredAt)), \(conversion.amount.currency.code),
        \(slot(of: conversion)), \(type == .lead || conversion.impliesLead ? 1 : 0), \(type == .signup ? 1 : 0),
        \(type == .sale ? 1 : 0), \(type == .renewal ? 1 : 0), \(conversion.amount.amount), \(conversion.discount), 0)
      ON CONFLICT (program_id, slice, currency, slot) DO UPDATE SET leads = c.leads + excluded.leads,
        signups = c.signups + excluded.signups, sales = c.sales + excluded.sales,
        renewals = c.renewals + excluded.renewals, gross = c.gross + excluded.gross,
        discounts = c.discounts + excluded.discounts
      """)
  }

  /// Takes back the lead that a conversion was counted to imply.
  package static func withdrawLead(
    of conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws {
    try await addLeads(-1, of: conversion, program: program, in: connection)
  }

  /// Counts a lead that a conversion turned out to imply after it was counted itself.
  package static func addLead(of conversion: Conversion, program: Program.ID, in connection: Connection) async throws {
    try await addLeads(1, of: conversion, program: program, in: connection)
  }

  private static func addLeads(
    _ leads: Int, of conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE revenue_counts SET leads = leads + \(leads)
      WHERE program_id = \(program) AND slice = \(slice(of: conversion.occurredAt))
        AND currency = \(conversion.amount.currency.code) AND slot = \(slot(of: conversion))
      """)
  }

  /// Counts what was taken back of a conversion, or with a negative amount given back again.
  package static func reverse(
    _ amount: Int64, of conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE revenue_counts SET reversed = reversed + \(amount)
      WHERE program_id = \(program) AND slice = \(slice(of: conversion.occurredAt))
        AND currency = \(conversion.amount.currency.code) AND slot = \(slot(of: conversion))
      """)
  }

  /// What entries of one conversion change for one advocate.
  package struct AdvocateChange: Sendable {
    /// Who.
    package let advocate: Advocate.ID
    /// 1 where the conversion now gives something and did not, -1 the other way round.
    package var conversions: Int64 = 0
    /// By how much the direct credit changes.
    package var direct: Int64 = 0
    /// By how much the credit for exposures changes.
    package var exposure: Int64 = 0
    /// By how much the credit through recruits changes.
    package var chain: Int64 = 0

    /// No change yet.
    package init(advocate: Advocate.ID) { self.advocate = advocate }
  }

  /// Counts ledger entries of a conversion in a run.
  package static func add(
    _ entries: [(account: Ledger.Account, amount: Int64)], byAdvocate changes: [AdvocateChange],
    of conversion: Conversion, run: Int, program: Program.ID, in connection: Connection
  ) async throws {
    func sum(_ kind: Ledger.Kind) -> Int64 { entries.reduce(0) { $0 + ($1.account.kind == kind ? $1.amount : 0) } }
    let slice = slice(of: conversion.occurredAt)
    let slot = slot(of: conversion)
    let currency = conversion.amount.currency.code
    try await connection.execute(
      """
      INSERT INTO credit_counts AS c (program_id, run, slice, currency, slot, direct, exposure, chain, unattributed)
      VALUES (\(program), \(run), \(slice), \(currency), \(slot), \(sum(.direct)), \(sum(.exposure)), \(sum(.chain)),
        \(sum(.unattributed)))
      ON CONFLICT (program_id, run, slice, currency, slot) DO UPDATE SET direct = c.direct + excluded.direct,
        exposure = c.exposure + excluded.exposure, chain = c.chain + excluded.chain,
        unattributed = c.unattributed + excluded.unattributed
      """)
    guard !changes.isEmpty else { return }
    let ordered = changes.sorted { $0.advocate < $1.advocate }
    try await connection.execute(
      """
      INSERT INTO advocate_credit_counts AS c (program_id, run, slice, advocate_id, currency, slot, conversions, direct,
        exposure, chain)
      SELECT \(program), \(run), \(slice), e.advocate_id, \(currency), \(slot), e.conversions, e.direct, e.exposure,
        e.chain
      FROM unnest(\(ordered.map(\.advocate))::uuid[], \(ordered.map(\.conversions))::bigint[],
        \(ordered.map(\.direct))::bigint[], \(ordered.map(\.exposure))::bigint[], \(ordered.map(\.chain))::bigint[]
      ) AS e (advocate_id, conversions, direct, exposure, chain)
      ON CONFLICT (program_id, run, slice, advocate_id, currency, slot) DO UPDATE SET
        conversions = c.conversions + excluded.conversions, direct = c.direct + excluded.direct,
        exposure = c.exposure + excluded.exposure, chain = c.chain + excluded.chain
      """)
  }
}
