import Attribution
import Postgres
import Records
import Referrals

/// What a recount would change, seen on the latest conversions, before it is made. Nothing is written.
struct RecountPreview: Sendable {
  /// Amounts by what they are for, net of reversals, in minor units.
  struct Sums: Sendable, Equatable {
    var direct: Int64 = 0
    var exposure: Int64 = 0
    var chain: Int64 = 0
    var unattributed: Int64 = 0

    fileprivate mutating func add(_ amount: Int64, _ kind: Ledger.Kind) {
      switch kind {
      case .direct: direct += amount
      case .exposure: exposure += amount
      case .chain: chain += amount
      case .unattributed: unattributed += amount
      }
    }
  }

  /// What stands in the current run, and what would.
  struct Change<Amount: Sendable>: Sendable {
    var now: Amount
    var then: Amount
  }

  /// An advocate's credits of one currency.
  struct Holder: Hashable, Sendable {
    let advocate: Advocate.ID
    let currency: Currency
  }

  /// How many conversions it is seen on.
  private(set) var conversions = 0
  /// When the earliest of them was stored.
  private(set) var since: Timestamp?
  private(set) var sums: [Currency: Change<Sums>] = [:]
  private(set) var advocates: [Holder: Change<Int64>] = [:]

  /// How many conversions are looked at, at most.
  static let most = 500

  /// Counts the latest conversions by other settings, as a run would, beside what the ledger says of them.
  static func of(
    _ settings: AttributionSettings, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> RecountPreview {
    let conversions = try await Conversions.latestPaid(most, program: program, in: connection)
    guard let current = try await Runs.choose(run: nil, model: nil, program: program, in: connection) else {
      throw Problem.notFound("run yet")
    }
    let run = try await Runs.imagined(settings, at: now, program: program, in: connection)
    let fit = try await Crediting.fits(of: [run], program: program, in: connection)[run.run]
    let subjects = conversions.map { Crediting.Subject(conversion: $0, cause: .recount) }
    let facts = try await Crediting.facts(
      of: subjects, for: [run], asksForFirstPurchase: fit?.asksForFirstPurchase ?? false, program: program,
      in: connection)
    let balances = try await Ledger.balances(
      of: conversions.map(\.id), runs: [current.run], program: program, in: connection)
    var preview = RecountPreview()
    preview.conversions = conversions.count
    preview.since = conversions.last?.recordedAt
    for facts in facts {
      let holder = Ledger.Holder(conversion: facts.conversion.id, run: current.run)
      preview.add(
        try facts.allocation(by: settings, fit: fit), beside: balances[holder] ?? [:],
        in: facts.conversion.amount.currency)
    }
    return preview
  }

  private mutating func add(
    _ then: Allocation<Advocate.ID, Identifier<Journeys.Touch>>, beside now: [Ledger.Account: Int64],
    in currency: Currency
  ) {
    var change = sums[currency] ?? Change(now: Sums(), then: Sums())
    for (account, amount) in now {
      change.now.add(amount, account.kind)
      guard let advocate = account.advocate else { continue }
      advocates[Holder(advocate: advocate, currency: currency), default: Change(now: 0, then: 0)].now += amount
    }
    change.then.add(then.unattributed, .unattributed)
    for credit in then.credits {
      change.then.add(credit.amount, Ledger.Kind(credit.kind))
      advocates[Holder(advocate: credit.advocate, currency: currency), default: Change(now: 0, then: 0)].then +=
        credit.amount
    }
    sums[currency] = change
  }
}
