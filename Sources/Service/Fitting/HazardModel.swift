import Attribution
import Postgres
import Records
import Referrals
import StrictJSON

/// What sharing caused and what would have come anyway, by additive hazards.
struct HazardModel: FittedModel {
  let name = "hazard"

  func learn(program: Program, until end: Timestamp, in database: Pool) async throws -> Learnt {
    guard let past = try await HazardPast(program: program, until: end, in: database) else {
      throw FitRefusal(description: "Nothing has happened yet.")
    }
    do {
      return try await offThePool { try Self.learn(from: past, hops: program.attribution.exposureHops) }
    } catch let refusal as HazardRefusal {
      throw FitRefusal(description: refusal.description)
    }
  }

  private static func learn(from past: HazardPast, hops: Int) throws -> Learnt {
    let revenue = past.revenue
    return try learnt(from: past.sums(hops: hops), advocates: past.advocates) { revenue[$0] ?? 0 }
  }

  /// What sums teach.
  /// - Parameters:
  ///   - advocates: by their numbers in the sums.
  ///   - revenue: what each purchase brought in.
  static func learnt(
    from sums: HazardSums, advocates: [Advocate.ID], revenue: (HazardPurchase) -> Double
  ) throws -> Learnt {
    let fit = try HazardFit(sums)
    let totals = fit.totals(in: sums, revenue: revenue)
    return Learnt(
      conversions: fit.purchases, numbers: fit.numbers,
      advocates: advocates.enumerated().map { index, advocate in
        let total = totals[index]
        // As parts of the credit, so that they hold for any stretch of time.
        return Fits.Weight(
          advocate: advocate, weight: fit.rates.persuasiveness[index],
          low: total.credit > 0 ? total.low / total.credit : nil,
          high: total.credit > 0 ? total.high / total.credit : nil)
      })
  }

  func restore(_ entry: Fits.Entry) throws -> any Fit {
    LearntHazard(
      fit: try HazardFit(
        numbers: JSON(parsing: Array(entry.numbers.rawValue.utf8)), persuasiveness: entry.advocates.map(\.weight)),
      advocates: Dictionary(
        uniqueKeysWithValues: entry.advocates.enumerated().map { ($1.advocate, UInt32($0)) }))
  }
}

/// A version of what the hazard model learnt.
private struct LearntHazard: Fit {
  let fit: HazardFit
  /// The number of each advocate whom it knew.
  let advocates: [Advocate.ID: UInt32]

  var asksForFirstPurchase: Bool { true }

  func split(_ facts: FitFacts) -> (journey: FitFacts.Path, split: Split) {
    let (touches, credit, _) = credit(facts)
    var shares: [HazardTouch: (share: Double, touches: Double)] = [:]
    for part in credit.parts { shares[part.touch, default: (0, 0)].share += part.share }
    for touch in touches { shares[touch]?.touches += 1 }
    let weights = touches.map { touch in shares[touch].map { $0.share / $0.touches } ?? 0 }
    return (facts.journey, Split(weights: weights, credited: weights.reduce(0, +)))
  }

  func reasons(_ facts: FitFacts, name: (Advocate.ID) -> String) -> [Advocate.ID: String] {
    let (_, credit, numbers) = credit(facts)
    var reasons: [Advocate.ID: String] = [:]
    let parts = Dictionary(grouping: credit.parts, by: \.touch.advocate)
    for (advocate, number) in numbers {
      guard let own = parts[number] else { continue }
      reasons[advocate] = HazardCredit(parts: own).sentence { _ in name(advocate) }
    }
    return reasons
  }

  /// The journey as the model sees it, what it says of it, and the numbers of the advocates in it.
  private func credit(_ facts: FitFacts) -> ([HazardTouch], HazardCredit, [Advocate.ID: UInt32]) {
    // Who came later than the fit has a number behind the last, and is of usual persuasiveness.
    var numbers: [Advocate.ID: UInt32] = [:]
    var strangers = fit.rates.persuasiveness.count
    for touch in facts.journey.touches where numbers[touch.advocate] == nil {
      if let known = advocates[touch.advocate] {
        numbers[touch.advocate] = known
      } else {
        numbers[touch.advocate] = UInt32(strangers)
        strangers += 1
      }
    }
    let touches = facts.journey.touches.map { touch in
      HazardTouch(
        HazardCause(touch.kind), advocate: numbers[touch.advocate] ?? 0, time: touch.time,
        ways: UInt16(clamping: facts.ways[touch.id] ?? 1))
    }
    let credit = fit.credit(
      followed: UInt32(clamping: facts.followed), touches: touches, first: facts.firstPurchase.microseconds,
      purchase: facts.purchase == facts.firstPurchase ? nil : facts.purchase.microseconds,
      horizon: max(fit.horizon, facts.horizon.microseconds))
    return (touches, credit, numbers)
  }
}

extension HazardCause {
  /// What a touch of a journey is to the hazard model: beyond the second hop, exposures are as those at the second.
  fileprivate init(_ kind: TouchKind) {
    self =
      switch kind {
      case .click: .click
      case .code: .code
      case .exposure(let hop, _): hop == 1 ? .exposure : .secondHandExposure
      }
  }
}
