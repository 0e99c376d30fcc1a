import Records
import Referrals
import StrictJSON

extension [Ledger.Account: Int64] {
  /// What each touch brought, with what passed up from it.
  var byTouch: [Identifier<Journeys.Touch>: Int64] {
    reduce(into: [:]) { sums, balance in
      if let touch = balance.key.touch { sums[touch, default: 0] += balance.value }
    }
  }
}

/// A conversion with what became of its revenue, and why.
struct ConversionAccount {
  var conversion: Conversion
  var run: Runs.Entry
  var reversals: [Reversal]
  var balances: [Ledger.Account: Int64]
  var touches: [Journeys.Touch]
  /// What each advocate had to do with it, in words.
  var reasons: [Advocate.ID: String]

  /// Credits by advocate, kind and hop, over all touches; direct ones first.
  private struct Line: Hashable {
    var kind: Ledger.Kind
    var hop: Int
    var advocate: Advocate.ID
  }

  /// The whole, after the conversion's own members.
  func json(_ members: [JSON.Member]) -> JSON {
    let reversed = reversals.reduce(0) { $0 + ($1.status == .applied ? $1.amount : 0) }
    return .object(
      members + [
        .init(name: "reversed", value: .integer(reversed)),
        .init(name: "net", value: .integer(conversion.amount.amount - reversed)),
        .init(name: "run", value: .integer(Int64(run.run))),
        .init(name: "model", value: .string(run.attribution.model)), .init(name: "credits", value: .array(credits)),
        .init(name: "unattributed", value: .integer(balances[.unattributed] ?? 0)),
        .init(name: "journey", value: .array(journey)),
      ])
  }

  private var credits: [JSON] {
    var sums: [Line: Int64] = [:]
    for (account, amount) in balances {
      guard let advocate = account.advocate else { continue }
      sums[Line(kind: account.kind, hop: account.hop, advocate: advocate), default: 0] += amount
    }
    return sums.filter { $0.value != 0 }
      .sorted { ($0.key.hop, $1.value, $0.key.advocate) < ($1.key.hop, $0.value, $1.key.advocate) }
      .map { line, amount in
        var members: [JSON.Member] = [
          .init(name: "advocate_id", value: .text(of: line.advocate)),
          .init(name: "kind", value: .string(line.kind.rawValue)), .init(name: "hop", value: .integer(Int64(line.hop))),
          .init(name: "amount", value: .integer(amount)),
        ]
        if line.kind != .chain, let reason = reasons[line.advocate] {
          members.append(.init(name: "reason", value: .string(reason)))
        }
        return .object(members)
      }
  }

  private var journey: [JSON] {
    let credits = balances.byTouch
    return touches.sorted { ($0.time, $0.id) < ($1.time, $1.id) }.map { touch in
      .object([
        "touch_id": .text(of: touch.id), "kind": .string(touch.kind.rawValue),
        "occurred_at": .text(of: touch.time), "advocate_id": .text(of: touch.advocate),
        "credit": .integer(credits[touch.id] ?? 0),
        "excluded": .text(touch.exclusion?.rawValue),
      ])
    }
  }

  /// Its schema, beside the conversion's own.
  static let schema = Schema.object([
    "reversed": .integer("What was taken back."), "net": .integer("What is left of the amount."),
    "run": .integer("The attribution run that the credits are of."), "model": .string("That run's model."),
    "credits": .list(
      .object(
        [
          "advocate_id": .id(), "kind": .string(oneOf: ["direct", "exposure", "chain"]),
          "hop": .integer(
            "0 when direct; for an exposure how far the advocate is in the social graph; for a chain how many recruitments lie between."
          ), "amount": .integer(),
          "reason": .string(
            "What the advocate had to do with it, where the model estimates that: hazard does."
          ),
        ], optional: ["reason"])),
    "unattributed": .integer("What is nobody's."),
    "journey": .list(
      .object([
        "touch_id": .id(), "kind": .string(oneOf: Journeys.Kind.allCases.map(\.rawValue)), "occurred_at": .time(),
        "advocate_id": .id(),
        "credit": .integer("What this touch brought, with what passed up from it."),
        "excluded": .string("Why it earns nothing.", oneOf: Journeys.Exclusion.allCases.map(\.rawValue)).orNull,
      ]), "The touches within the window, oldest first."),
  ])
}
