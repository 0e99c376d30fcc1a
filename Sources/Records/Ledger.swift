package import Postgres
package import Referrals

/// All credits, append-only.
package enum Ledger {
  /// To whom a part of a conversion's revenue went, and for what.
  package struct Account: Sendable, Hashable {
    /// `direct`, `exposure`, `chain` or `unattributed`.
    package let kind: Kind
    /// 0 for the advocate of the touch, 1 for its recruiter, and so on.
    package let hop: Int
    /// Who; nil for what is unattributed.
    package let advocate: Advocate.ID?
    /// For which touch.
    package let touch: Identifier<Journeys.Touch>?

    /// An account from its parts.
    package init(kind: Kind, hop: Int, advocate: Advocate.ID?, touch: Identifier<Journeys.Touch>?) {
      self.kind = kind
      self.hop = hop
      self.advocate = advocate
      self.touch = touch
    }

    /// What is nobody's.
    package static let unattributed = Account(kind: .unattributed, hop: 0, advocate: nil, touch: nil)
  }

  /// What an entry is for.
  package enum Kind: String, Sendable, CaseIterable {
    case direct, exposure, chain, unattributed
  }

  /// What made an entry.
  package enum Cause: String, Sendable, CaseIterable {
    case conversion, reversal, void, click, lead, exposure, recount
    /// It, or what it depends on, was imported: nobody is told.
    case history
  }

  /// What each account of a conversion stands at in a run, where that is not zero.
  package static func balances(
    of conversion: Conversion.ID, run: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Account: Int64] {
    let balances = try await balances(of: [conversion], runs: [run], program: program, in: connection)
    return balances[Holder(conversion: conversion, run: run)] ?? [:]
  }

  /// A conversion in a run.
  package struct Holder: Hashable, Sendable {
    /// Which conversion.
    package let conversion: Conversion.ID
    /// In which run.
    package let run: Int

    /// A conversion in a run.
    package init(conversion: Conversion.ID, run: Int) {
      self.conversion = conversion
      self.run = run
    }
  }

  /// The same of several conversions in several runs.
  package static func balances(
    of conversions: [Conversion.ID], runs: [Int], program: Program.ID, in connection: Connection
  ) async throws -> [Holder: [Account: Int64]] {
    guard !conversions.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      SELECT run, conversion_id, kind, hop, advocate_id, touch_id, sum(amount)::bigint AS balance FROM ledger
      WHERE program_id = \(program) AND run = ANY(\(runs)::int[]) AND conversion_id = ANY(\(conversions))
      GROUP BY run, conversion_id, kind, hop, advocate_id, touch_id HAVING sum(amount) <> 0
      """)
    var balances: [Holder: [Account: Int64]] = [:]
    for row in rows {
      let account = Account(
        kind: try row.decode("kind"), hop: Int(try row.decode("hop", as: Int16.self)),
        advocate: try row.decode("advocate_id"), touch: try row.decode("touch_id"))
      let holder = Holder(conversion: try row.decode("conversion_id"), run: try row.decode("run"))
      balances[holder, default: [:]][account] = try row.decode("balance")
    }
    return balances
  }

  /// What is to be added to the accounts of a conversion in a run.
  package struct Addition: Sendable {
    /// To which conversion.
    package let conversion: Conversion
    /// In which run.
    package let run: Int
    /// What made it.
    package let cause: Cause
    /// What, by account, never zero.
    package let entries: [(account: Account, amount: Int64)]
    /// The same by advocate, for the rollups.
    package let changes: [Counts.AdvocateChange]

    /// An addition from its parts.
    package init(
      conversion: Conversion, run: Int, cause: Cause, entries: [(account: Account, amount: Int64)],
      changes: [Counts.AdvocateChange]
    ) {
      self.conversion = conversion
      self.run = run
      self.cause = cause
      self.entries = entries
      self.changes = changes
    }
  }

  /// Adds entries. What they change in the rollups is counted by ``Counts``.
  package static func append(
    _ additions: [Addition], at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    let entries = additions.flatMap { addition in addition.entries.map { (of: addition, account: $0, amount: $1) } }
    guard !entries.isEmpty else { return }
    try await connection.execute(
      """
      INSERT INTO ledger (program_id, run, conversion_id, id, kind, hop, advocate_id, touch_id, amount, currency, cause,
        recorded_at)
      SELECT \(program), new.*, \(time) FROM unnest(
        \(entries.map { Int32($0.of.run) }), \(entries.map(\.of.conversion.id)),
        \(entries.map { _ in Identifier<Account>.timeOrdered(at: time) }), \(entries.map(\.account.kind.rawValue)),
        \(entries.map { Int16($0.account.hop) }), \(entries.map(\.account.advocate)),
        \(entries.map(\.account.touch)), \(entries.map(\.amount)),
        \(entries.map(\.of.conversion.amount.currency.code)), \(entries.map(\.of.cause.rawValue))
      ) AS new
      """)
  }
}
