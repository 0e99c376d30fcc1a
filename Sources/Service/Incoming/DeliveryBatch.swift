import Postgres
import Records
import Referrals
import Webhooks

/// Lets many deliveries of one program have their effect by as many statements as one takes: those that each bring one
/// conversion that nothing was heard of, and those that change nothing. All others, and all that get in each other's way,
/// are left for their own turn.
struct DeliveryBatch {
  let program: Program.ID
  let now: Timestamp
  let connection: Connection

  /// A delivery that brings a conversion and nothing else.
  private struct Candidate {
    let claimed: Inbox.Claimed
    let conversion: IncomingConversion

    var keys: [String] { [conversion.key] + conversion.aliases }

    /// All names of things that the delivery changes, so that those which share one are not worked on together.
    var names: [String] {
      let customer = conversion.customer
      return keys.map { "conversion \($0)" }
        + [
          customer?.externalID.map { "person \($0)" }, customer?.providerID.map { "person \($0)" },
          customer?.email.map { "email \($0.canonical)" }, conversion.subscription.map { "subscription \($0)" },
        ].compactMap { $0 }
    }
  }

  /// Works on deliveries that the transaction holds; those that are left, in their order.
  func apply(_ deliveries: [Inbox.Claimed]) async throws -> [Delivery.ID] {
    var outcomes: [Inbox.Outcome] = []
    var candidates: [Candidate] = []
    var taken: Set<ExactText> = []
    for claimed in deliveries {
      switch DeliveryReading(claimed) {
      case .done(let outcome): outcomes.append(outcome)
      case .event(let event):
        if let reason = event.reasonUnused {
          outcomes.append(Inbox.Outcome(claimed.arrival.id, .ignored, reason: reason))
        } else if claimed.attempts == 0, event.meanings.count == 1, case .conversion(let conversion) = event.meanings[0]
        {
          let candidate = Candidate(claimed: claimed, conversion: conversion)
          let names = Set(candidate.names.map(\.exact))
          guard taken.isDisjoint(with: names) else { continue }
          taken.formUnion(names)
          candidates.append(candidate)
        }
      }
    }
    outcomes += try await store(candidates)
    try await Inbox.finish(outcomes, at: now, program: program, in: connection)
    let done = Set(outcomes.map(\.delivery))
    return deliveries.map(\.arrival.id).filter { !done.contains($0) }
  }

  private func store(_ candidates: [Candidate]) async throws -> [Inbox.Outcome] {
    guard !candidates.isEmpty else { return [] }
    let keys = candidates.flatMap(\.keys)
    try await InboxAwaits.lock(keys, program: program, in: connection)
    let known = try await ConversionKeys.known(keys, program: program, in: connection)
    let new = candidates.filter { known.isDisjoint(with: $0.keys.map(\.exact)) }
    guard !new.isEmpty else { return [] }
    let links = try await ConversionIntake.links(of: new.flatMap(\.conversion.codes), program: program, in: connection)
    let told = new.map { candidate in
      let codes = candidate.conversion.codes
      return ConversionIntake.Told(
        candidate.conversion, code: codes.first { links[$0.exact] != nil } ?? codes.first,
        from: candidate.claimed.arrival,
        currency: candidate.claimed.currency, now: now)
    }
    let recorded = try await ConversionIntake.record(told, at: now, program: program, in: connection)
    return zip(new, recorded).compactMap { candidate, recorded in
      guard let recorded, recorded.isNew else { return nil }
      return Inbox.Outcome(candidate.claimed.arrival.id, .applied, person: recorded.conversion.customer)
    }
  }
}

extension IncomingEvent {
  /// Why it has no effect, where it has none.
  fileprivate var reasonUnused: String? {
    var reasons: [String] = []
    for meaning in meanings {
      guard case .unused(let reason) = meaning else { return nil }
      reasons.append(reason)
    }
    return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }
}
