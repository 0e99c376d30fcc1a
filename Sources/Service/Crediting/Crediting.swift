import Attribution
package import Postgres
package import Records
package import Referrals

/// Counts the credit of conversions: loads the facts, lets ``Attribution`` decide, and writes the difference between
/// what the ledger says and what it should say. Counting again is harmless, so everything that can change a credit (a
/// reversal, a click stored late, a lead after its sale, a recount) just counts again.
package enum Crediting {
  /// Settles one conversion, held by the caller's transaction, in every run of its program.
  /// - Parameters:
  ///   - isNew: whether it was stored in this transaction, so that its ledger is empty.
  ///   - reversals: its reversals, where the caller has them.
  package static func settle(
    _ conversion: Conversion, isNew: Bool = false, reversals: [Reversal]? = nil, cause: Ledger.Cause, at now: Timestamp,
    program: Program.ID, in connection: Connection
  ) async throws {
    let runs = try await Runs.all(program: program, in: connection)
    let facts = try await facts(of: conversion, reversals, for: runs, program: program, in: connection)
    var settlements: [(run: Int, settlement: Settlement)] = []
    for run in runs {
      let allocation = try facts.allocation(by: run.attribution)
      let balances =
        isNew ? [:] : try await Ledger.balances(of: conversion.id, run: run.run, program: program, in: connection)
      let settlement = Settlement(from: balances, to: allocation)
      guard !settlement.entries.isEmpty else { continue }
      try await Ledger.append(
        settlement.entries, to: conversion, run: run.run, cause: cause, at: now, program: program, in: connection)
      settlements.append((run.run, settlement))
      guard run.isCurrent else { continue }
      let changes = EventType.creditChanges(
        by: settlement, from: balances, of: conversion, net: facts.net, run: run, cause: cause)
      try await EventType.creditChanged.tell(changes, at: now, program: program, in: connection)
    }
    try await awaitClick(of: conversion, facts, at: now, program: program, in: connection)
    // Rollups last: their rows are what conversions at the same moment wait for each other by.
    for (run, settlement) in settlements {
      try await Counts.add(
        settlement.entries, byAdvocate: settlement.changes, of: conversion, run: run, program: program, in: connection)
    }
  }

  private static func facts(
    of conversion: Conversion, _ known: [Reversal]?, for runs: [Runs.Entry], program: Program.ID,
    in connection: Connection
  ) async throws -> CreditFacts {
    let reversals =
      if let known { known } else {
        try await Reversals.all(of: conversion.externalID, program: program, in: connection)
      }
    let window = runs.map(\.attribution.window).max() ?? .zero
    let basis = try await Conversions.basis(of: conversion, program: program, in: connection)
    let hops = runs.map(\.attribution.exposureHops).max() ?? 0
    let touches =
      try await Journeys.touches(before: basis.conversion, window: window, program: program, in: connection)
      + Journeys.exposures(
        before: [basis.conversion], window: window, hops: hops, program: program, in: connection)[
        basis.conversion.id, default: []]
    let hasChains = runs.contains { $0.attribution.chainShare > 0 }
    let advocates = Array(Set(touches.filter { $0.exclusion == nil }.map(\.advocate)))
    let recruiters =
      hasChains && !advocates.isEmpty
      ? try await Journeys.recruiters(of: advocates, for: basis.conversion, program: program, in: connection) : [:]
    return CreditFacts(
      conversion: conversion, basis: basis, reversals: reversals, touches: touches, recruiters: recruiters)
  }

  /// A conversion that names a click which is not stored yet is looked at again: soon at first, then ever more rarely,
  /// for a week.
  private static func awaitClick(
    of conversion: Conversion, _ facts: CreditFacts, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard let click = conversion.click, !facts.touches.contains(where: { $0.id == Identifier(click) }) else { return }
    let age = now - conversion.recordedAt
    guard age < .days(7), try await !Journeys.isStored(click, program: program, in: connection) else { return }
    try await Settlements.mark(
      conversion.id, cause: .click, from: now + max(.seconds(1), age / 2), program: program, in: connection)
  }
}
