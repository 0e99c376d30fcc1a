import Attribution
import Records
import Referrals

/// The entries that bring a conversion's ledger from what it says to what it should say.
struct Settlement {
  /// What to add to each account, never zero, in an order that depends on the facts alone.
  let entries: [(account: Ledger.Account, amount: Int64)]
  /// The same by advocate, for the rollups.
  let changes: [Counts.AdvocateChange]

  /// Compares the balances of the accounts with an allocation.
  init(
    from balances: [Ledger.Account: Int64], to allocation: Allocation<Advocate.ID, Identifier<Journeys.Touch>>
  ) {
    var wanted: [Ledger.Account: Int64] = [:]
    for credit in allocation.credits where credit.amount != 0 {
      let account = Ledger.Account(
        kind: Ledger.Kind(credit.kind), hop: credit.hop, advocate: credit.advocate, touch: credit.touch
      )
      wanted[account, default: 0] += credit.amount
    }
    if allocation.unattributed != 0 { wanted[.unattributed] = allocation.unattributed }
    entries = Set(balances.keys).union(wanted.keys)
      .map { (account: $0, amount: wanted[$0, default: 0] - balances[$0, default: 0]) }
      .filter { $0.amount != 0 }
      .sorted { Self.precedes($0.account, $1.account) }
    changes = Self.changes(by: entries, from: balances, to: wanted)
  }

  private static func precedes(_ left: Ledger.Account, _ right: Ledger.Account) -> Bool {
    if left.touch != right.touch {
      guard let leftTouch = left.touch else { return false }
      guard let rightTouch = right.touch else { return true }
      return leftTouch < rightTouch
    }
    return left.hop < right.hop
  }

  private static func changes(
    by entries: [(account: Ledger.Account, amount: Int64)], from balances: [Ledger.Account: Int64],
    to wanted: [Ledger.Account: Int64]
  ) -> [Counts.AdvocateChange] {
    func earning(_ accounts: [Ledger.Account: Int64]) -> Set<Advocate.ID> {
      Set(accounts.lazy.filter { $0.value != 0 }.compactMap(\.key.advocate))
    }
    let before = earning(balances)
    let after = earning(wanted)
    var changes: [Advocate.ID: Counts.AdvocateChange] = [:]
    for (account, amount) in entries {
      guard let advocate = account.advocate else { continue }
      var change = changes[advocate] ?? Counts.AdvocateChange(advocate: advocate)
      switch account.kind {
      case .direct: change.direct += amount
      case .exposure: change.exposure += amount
      case .chain: change.chain += amount
      case .unattributed: break
      }
      change.conversions = (after.contains(advocate) ? 1 : 0) - (before.contains(advocate) ? 1 : 0)
      changes[advocate] = change
    }
    return changes.values.sorted { $0.advocate < $1.advocate }
  }
}

extension Ledger.Kind {
  /// As the ledger writes down what somebody is credited for.
  init(_ kind: CreditKind) {
    self =
      switch kind {
      case .direct: .direct
      case .exposure: .exposure
      case .chain: .chain
      }
  }
}
