import Attribution
package import Postgres
package import Records
package import Referrals
import StrictJSON

/// Counts the credit of conversions: loads the facts, lets ``Attribution`` decide, and writes the difference between
/// what the ledger says and what it should say. Counting again is harmless, so everything that can change a credit (a
/// reversal, a click stored late, a lead after its sale, a recount) just counts again.
package enum Crediting {
  /// A conversion to be settled, held by the caller's transaction.
  struct Subject: Sendable {
    /// Which.
    let conversion: Conversion
    /// Why.
    let cause: Ledger.Cause
    /// Whether it was stored in this transaction, so that its ledger is empty.
    var isNew = false
    /// Whether it was not known until now whose it is.
    var isNewToCustomer = false
    /// Its reversals, where the caller has them.
    var reversals: [Reversal]?
    /// By what it is credited, where the caller knows.
    var basis: Conversions.Basis?
  }

  /// Settles one conversion, held by the caller's transaction, in every run of its program.
  package static func settle(
    _ conversion: Conversion, cause: Ledger.Cause, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await settle([Subject(conversion: conversion, cause: cause)], at: now, program: program, in: connection)
  }

  /// Settles conversions, each in every run of the program, by as many statements as for one.
  static func settle(
    _ subjects: [Subject], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard !subjects.isEmpty else { return }
    let runs = try await Runs.all(program: program, in: connection)
    let fits = try await fits(of: runs, program: program, in: connection)
    let facts = try await facts(
      of: subjects, for: runs, asksForFirstPurchase: fits.values.contains { $0.asksForFirstPurchase }, program: program,
      in: connection)
    let balances = try await Ledger.balances(
      of: subjects.filter { !$0.isNew }.map(\.conversion.id), runs: runs.map(\.run), program: program, in: connection)
    var additions: [Ledger.Addition] = []
    var news: [JSON] = []
    // Of what more was taken back than there is, nothing can be allocated: its ledger stays as it is, for the audit to
    // name, and the others are none the worse.
    for (subject, facts) in zip(subjects, facts) where facts.net >= 0 {
      for run in runs {
        let holder = Ledger.Holder(conversion: subject.conversion.id, run: run.run)
        let before = balances[holder] ?? [:]
        let settlement = Settlement(from: before, to: try facts.allocation(by: run.attribution, fit: fits[run.run]))
        guard !settlement.entries.isEmpty else { continue }
        additions.append(
          Ledger.Addition(
            conversion: subject.conversion, run: run.run, cause: subject.cause, entries: settlement.entries,
            changes: settlement.changes))
        guard run.isCurrent, subject.cause != .history else { continue }
        news += EventType.creditChanges(
          by: settlement, from: before, of: subject.conversion, net: facts.net, run: run, cause: subject.cause)
      }
    }
    try await Ledger.append(additions, at: now, program: program, in: connection)
    try await EventType.creditChanged.tell(news, at: now, program: program, in: connection)
    try await GraphEdges.refer(
      zip(subjects, facts).flatMap { $1.referrals(by: $0.cause) }, at: now, program: program, in: connection)
    try await awaitClicks(subjects, facts, at: now, program: program, in: connection)
    try await settleAfterFirst(subjects, facts, at: now, program: program, in: connection)
    // Rollups last: their rows are what conversions at the same moment wait for each other by.
    try await Counts.add(additions, program: program, in: connection)
  }

  /// What led to a conversion as a run sees it, and what each advocate had to do with it in words, as far as its model
  /// can tell.
  static func reasons(
    for conversion: Conversion, in run: Runs.Entry, program: Program.ID, in connection: Connection
  ) async throws -> (path: CreditFacts.Path, reasons: [Advocate.ID: String]) {
    let fit = try await fits(of: [run], program: program, in: connection)[run.run]
    let subject = Subject(conversion: conversion, cause: .conversion, reversals: [])
    let facts = try await facts(
      of: [subject], for: [run], asksForFirstPurchase: fit?.asksForFirstPurchase ?? false, program: program,
      in: connection)[0]
    let path = facts.path(for: fit)
    guard let fit else { return (path, [:]) }
    let names = try await Advocates.names(of: path.touches.map(\.advocate), program: program, in: connection)
    return (path, try facts.reasons(by: run.attribution, fit: fit) { names[$0] ?? "somebody" })
  }

  /// What the models of runs have learnt, by run.
  static func fits(
    of runs: [Runs.Entry], program: Program.ID, in connection: Connection
  ) async throws -> [Int: any Fit] {
    var fits: [Int: any Fit] = [:]
    for run in runs {
      guard let version = run.fitVersion else { continue }
      fits[run.run] = try await FitShelf.shared.fit(
        model: run.attribution.model, version: version, program: program, in: connection)
    }
    return fits
  }

  static func facts(
    of subjects: [Subject], for runs: [Runs.Entry], asksForFirstPurchase: Bool, program: Program.ID,
    in connection: Connection
  ) async throws -> [CreditFacts] {
    let untold = subjects.filter { $0.reversals == nil }.map(\.conversion.externalID)
    let reversals = untold.isEmpty ? [:] : try await Reversals.all(of: untold, program: program, in: connection)
    let known = try await Conversions.bases(
      of: subjects.filter { $0.basis == nil }.map(\.conversion), program: program, in: connection)
    let bases = subjects.map { subject in
      subject.basis ?? known[subject.conversion.id] ?? Conversions.Basis(conversion: subject.conversion, months: nil)
    }
    // Renewals may have the same first sale.
    var first: [Conversion.ID: Conversion] = [:]
    for basis in bases { first[basis.conversion.id] = basis.conversion }
    let customers = asksForFirstPurchase ? Array(Set(subjects.compactMap(\.conversion.customer))) : []
    let firstPurchases = try await Conversions.firstPurchases(of: customers, program: program, in: connection)
    let followed = try await Histories.followed(by: customers, program: program, in: connection)
    for purchase in firstPurchases.values { first[purchase.id] = purchase }
    let window = runs.map(\.attribution.window).max() ?? .zero
    let conversions = Array(first.values)
    var touches = try await Journeys.touches(before: conversions, window: window, program: program, in: connection)
    let exposures = try await Journeys.exposures(
      before: conversions, window: window, hops: runs.map(\.attribution.exposureHops).max() ?? 0, program: program,
      in: connection)
    touches.merge(exposures, uniquingKeysWith: +)
    let hasChains = runs.contains { $0.attribution.chainShare > 0 }
    var earners: [(conversion: Conversion, advocate: Advocate.ID)] = []
    for conversion in first.values where hasChains {
      let advocates = Set((touches[conversion.id] ?? []).lazy.filter { $0.exclusion == nil }.map(\.advocate))
      earners += advocates.map { (conversion, $0) }
    }
    let recruiters = try await Journeys.recruiters(of: earners, program: program, in: connection)
    func path(to conversion: Conversion) -> CreditFacts.Path {
      CreditFacts.Path(
        conversion: conversion, touches: touches[conversion.id] ?? [], recruiters: recruiters[conversion.id] ?? [:])
    }
    return zip(subjects, bases).map { subject, basis in
      let customer = subject.conversion.customer
      return CreditFacts(
        conversion: subject.conversion, months: basis.months,
        reversals: subject.reversals ?? reversals[subject.conversion.externalID.exact] ?? [],
        path: path(to: basis.conversion),
        firstPurchase: customer.flatMap { firstPurchases[$0] }.map(path(to:)),
        followed: customer.flatMap { followed[$0] } ?? 0)
    }
  }

  /// A first purchase that is told late is what its customer's later ones are credited by, where a model asks for that.
  private static func settleAfterFirst(
    _ subjects: [Subject], _ facts: [CreditFacts], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    for cause in [Ledger.Cause.lead, .history] {
      try await Settlements.mark(
        conversionsOf: zip(subjects, facts).compactMap { subject, facts in
          guard subject.isNew || subject.isNewToCustomer, (subject.cause == .history) == (cause == .history),
            let customer = subject.conversion.customer, facts.firstPurchase?.conversion.id == subject.conversion.id
          else { return nil }
          return (customer, subject.conversion.occurredAt, subject.conversion.id)
        }, cause: cause, at: now, program: program, in: connection)
    }
  }

  /// A conversion that names a click which is not stored yet is looked at again: soon at first, then ever more rarely,
  /// for a week.
  private static func awaitClicks(
    _ subjects: [Subject], _ facts: [CreditFacts], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    // A click by the name that it had elsewhere brings its conversion up itself, when it comes.
    let missing = zip(subjects, facts).compactMap { subject, facts -> Missing? in
      guard let click = facts.conversion.click, click.timestamp != nil,
        !facts.path.touches.contains(where: { $0.id == Identifier(click) })
      else {
        return nil
      }
      let age = now - facts.conversion.recordedAt
      guard age < .days(7) else { return nil }
      return Missing(
        conversion: facts.conversion.id, click: click, from: now + max(.seconds(1), age / 2),
        cause: subject.cause == .history ? .history : .click)
    }
    let stored = try await Journeys.stored(missing.map(\.click), program: program, in: connection)
    for cause in [Ledger.Cause.click, .history] {
      try await Settlements.mark(
        missing.filter { $0.cause == cause && !stored.contains($0.click) }.map { ($0.conversion, $0.from) },
        cause: cause, program: program, in: connection)
    }
  }

  /// A conversion that names a click which is not stored yet.
  private struct Missing {
    let conversion: Conversion.ID
    let click: Click.ID
    let from: Timestamp
    let cause: Ledger.Cause
  }
}
