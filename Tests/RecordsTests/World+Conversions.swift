import Postgres
import Records
import Referrals

extension World {
  /// A part of a conversion that is somebody's.
  struct Part {
    let advocate: Advocate.ID
    var kind = Ledger.Kind.direct
    let amount: Int64
  }

  /// A conversion and what it gives to whom; the rest is unattributed.
  @discardableResult
  func convert(
    _ externalID: String, _ amount: Int64, _ currency: String = "EUR", at time: String, type: ConversionType = .sale,
    discount: Int64 = 0, parts: [Part] = []
  ) async throws -> Conversion {
    let time = Timestamp(time)!
    let conversion = Conversion(
      id: .timeOrdered(at: time), externalID: externalID, type: type, amount: Money(amount, Currency(currency)!),
      discount: discount, occurredAt: time, recordedAt: time, customer: nil, click: nil, code: nil, link: nil,
      impliesLead: false, source: "test")
    try await pool.transaction { connection in
      _ = try await Conversions.insert([conversion], program: program.id, in: connection)
      try await Counts.add([conversion], program: program.id, in: connection)
      try await settle(conversion, at: amount, parts, .conversion, in: connection)
    }
    return conversion
  }

  /// Takes part of a conversion back; `parts` is what its credit stands at then.
  func refund(_ conversion: Conversion, _ amount: Int64, leaving left: Int64, parts: [Part] = []) async throws {
    let time = conversion.occurredAt + .days(40)
    let reversal = Reversal(
      id: .timeOrdered(at: time), externalID: "refund-\(left)", conversion: conversion.externalID, amount: amount,
      reason: .refund, status: .applied, occurredAt: time)
    try await pool.transaction { connection in
      _ = try await Reversals.insert(reversal, program: program.id, in: connection)
      try await Counts.reverse(amount, of: conversion, program: program.id, in: connection)
      try await settle(conversion, at: left, parts, .reversal, in: connection)
    }
  }

  /// Brings a conversion's credit to these parts of what it is worth.
  private func settle(
    _ conversion: Conversion, at worth: Int64, _ parts: [Part], _ cause: Ledger.Cause, in connection: Connection
  ) async throws {
    var wanted: [Ledger.Account: Int64] = [:]
    for part in parts {
      wanted[Ledger.Account(kind: part.kind, hop: 0, advocate: part.advocate, touch: nil)] = part.amount
    }
    wanted[.unattributed] = worth - parts.reduce(0) { $0 + $1.amount }
    let before = try await Ledger.balances(of: conversion.id, run: run.run, program: program.id, in: connection)
    var entries: [(account: Ledger.Account, amount: Int64)] = []
    var changes: [Advocate.ID: Counts.AdvocateChange] = [:]
    for account in Set(before.keys).union(wanted.keys) {
      let change = wanted[account, default: 0] - before[account, default: 0]
      guard change != 0 else { continue }
      entries.append((account, change))
      guard let advocate = account.advocate else { continue }
      let earned = before.contains { $0.key.advocate == advocate && $0.value != 0 }
      let earns = wanted.contains { $0.key.advocate == advocate && $0.value != 0 }
      var sums = changes[advocate] ?? Counts.AdvocateChange(advocate: advocate)
      sums.conversions = (earns ? 1 : 0) - (earned ? 1 : 0)
      if account.kind == .direct { sums.direct += change }
      if account.kind == .exposure { sums.exposure += change }
      if account.kind == .chain { sums.chain += change }
      changes[advocate] = sums
    }
    guard !entries.isEmpty else { return }
    let addition = Ledger.Addition(
      conversion: conversion, run: run.run, cause: cause, entries: entries, changes: Array(changes.values))
    try await Ledger.append([addition], at: conversion.recordedAt, program: program.id, in: connection)
    try await Counts.add([addition], program: program.id, in: connection)
  }
}
