import Records
import Referrals
import StrictJSON

extension EventType {
  static let creditChanged = EventType(
    name: "credit.changed",
    summary:
      "What a conversion is credited for has changed in the program's current run: it is new, or a reversal, a void, or a click or lead that came late has changed it. Changes add up to what the net amount has changed by; very many come as several events.",
    data: .object([
      "conversion_id": .id(), "conversion_external_id": .string(), "currency": .string(),
      "net": .integer("What is left of the conversion's amount."),
      "run": .integer("The attribution run that the credits are of."), "model": .string("That run's model."),
      "cause": .string(oneOf: Ledger.Cause.allCases.filter { $0 != .history }.map(\.rawValue)),
      "changes": .list(
        .object([
          "advocate_id": .id("Whose credit; null: nobody's.").orNull,
          "kind": .string(oneOf: Ledger.Kind.allCases.map(\.rawValue)),
          "hop": .integer("0 for the advocate of the touch, 1 for its recruiter, and so on."),
          "change": .integer("What was added or, below zero, taken away, in minor units."),
          "amount": .integer("What it is now."),
        ])),
    ]),
    sample: .object([
      "conversion_id": "01960c3a-5c00-7000-8000-00000000c0de", "conversion_external_id": "order-1001",
      "currency": "EUR", "net": 4999, "run": 1, "model": "time_decay", "cause": "conversion",
      "changes": [
        .object([
          "advocate_id": "01960c3a-5c00-7000-8000-00000000ada0", "kind": "direct", "hop": 0, "change": 4999,
          "amount": 4999,
        ])
      ],
    ]))

  /// How many changes one event holds: at most 160 bytes each, so that it stays well under 20 kB.
  private static let changesAtOnce = 100

  /// The data of ``creditChanged`` for what a settlement adds to the ledger.
  /// - Parameters:
  ///   - balances: what the accounts stood at before.
  ///   - net: what is left of the conversion's amount.
  static func creditChanges(
    by settlement: Settlement, from balances: [Ledger.Account: Int64], of conversion: Conversion, net: Int64,
    run: Runs.Entry, cause: Ledger.Cause
  ) -> [JSON] {
    var sums: [CreditLine: (change: Int64, amount: Int64)] = [:]
    for (account, amount) in balances { sums[CreditLine(account), default: (0, 0)].amount += amount }
    for (account, amount) in settlement.entries {
      sums[CreditLine(account), default: (0, 0)].change += amount
      sums[CreditLine(account), default: (0, 0)].amount += amount
    }
    let changes = sums.filter { $0.value.change != 0 }.sorted { CreditLine.precedes($0.key, $1.key) }
    return stride(from: 0, to: changes.count, by: changesAtOnce).map { start in
      .object([
        "conversion_id": .text(of: conversion.id), "conversion_external_id": .string(conversion.externalID),
        "currency": .string(conversion.amount.currency.code), "net": .integer(net), "run": .integer(Int64(run.run)),
        "model": .string(run.attribution.model), "cause": .string(cause.rawValue),
        "changes": .array(
          changes[start..<min(start + changesAtOnce, changes.count)].map { line, sum in
            .object([
              "advocate_id": .text(of: line.advocate), "kind": .string(line.kind.rawValue),
              "hop": .integer(Int64(line.hop)), "change": .integer(sum.change), "amount": .integer(sum.amount),
            ])
          }),
      ])
    }
  }
}

/// What an advocate gets of a conversion in one way, whichever touches it is for.
private struct CreditLine: Hashable {
  let kind: Ledger.Kind
  let hop: Int
  let advocate: Advocate.ID?

  init(_ account: Ledger.Account) {
    kind = account.kind
    hop = account.hop
    advocate = account.advocate
  }

  /// Those of advocates first, by hop, then what is nobody's.
  static func precedes(_ left: CreditLine, _ right: CreditLine) -> Bool {
    guard let one = left.advocate else { return false }
    guard let other = right.advocate else { return true }
    return (left.hop, one, left.kind.rawValue) < (right.hop, other, right.kind.rawValue)
  }
}
