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
    case conversion, reversal, void, click, lead, recount
  }

  /// What each account of a conversion stands at in a run, where that is not zero.
  package static func balances(
    of conversion: Conversion.ID, run: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Account: Int64] {
    let rows = try await connection.query(
      """
      SELECT kind, hop, advocate_id, touch_id, sum(amount)::bigint AS balance FROM ledger
      WHERE program_id = \(program) AND run = \(run) AND conversion_id = \(conversion)
      GROUP BY kind, hop, advocate_id, touch_id HAVING sum(amount) <> 0
      """)
    var balances: [Account: Int64] = [:]
    for row in rows {
      let account = Account(
        kind: try row.decode("kind"), hop: Int(try row.decode("hop", as: Int16.self)),
        advocate: try row.decode("advocate_id"), touch: try row.decode("touch_id"))
      balances[account] = try row.decode("balance")
    }
    return balances
  }

  /// Adds entries.
  package static func append(
    _ entries: [(account: Account, amount: Int64)], to conversion: Conversion, run: Int, cause: Cause,
    at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard !entries.isEmpty else { return }
    try await connection.execute(
      """
      INSERT INTO ledger (program_id, run, conversion_id, id, kind, hop, advocate_id, touch_id, amount, currency, cause,
        recorded_at)
      SELECT \(program), \(run), \(conversion.id), e.id, e.kind, e.hop, e.advocate_id, e.touch_id, e.amount,
        \(conversion.amount.currency.code), \(cause.rawValue), \(time)
      FROM unnest(
        \(entries.map { _ in Identifier<Account>.timeOrdered(at: time) })::uuid[],
        \(entries.map(\.account.kind.rawValue))::text[], \(entries.map { Int16($0.account.hop) })::smallint[],
        \(entries.map(\.account.advocate))::uuid[], \(entries.map(\.account.touch))::uuid[],
        \(entries.map(\.amount))::bigint[]
      ) AS e (id, kind, hop, advocate_id, touch_id, amount)
      """)
  }
}
