import Glibc

/// What the hazard model says of one purchase.
public struct HazardCredit: Hashable, Sendable {
  /// What one touch had to do with it.
  public struct Part: Hashable, Sendable {
    /// The touch: its cause, its advocate, its time.
    public let touch: HazardTouch
    /// How long before the purchase it was, in microseconds.
    public let age: Int64
    /// The chance that this touch set the purchase off.
    public let setOff: Double
    /// The chance that the purchase would have come anyway before the horizon, had the advocate done nothing.
    public let anyway: Double

    /// A part of these values.
    public init(touch: HazardTouch, age: Int64, setOff: Double, anyway: Double) {
      self.touch = touch
      self.age = age
      self.setOff = setOff
      self.anyway = anyway
    }

    /// The part of the revenue that the advocate earns by this touch.
    public var share: Double { setOff * (1 - anyway) }
  }

  /// A part for each touch that may have had to do with it, by time.
  public let parts: [Part]

  /// A credit of these parts.
  public init(parts: [Part]) {
    self.parts = parts
  }

  /// The chance that nobody's sharing set it off.
  public var nobody: Double { max(0, 1 - parts.reduce(0) { $0 + $1.setOff }) }

  /// The part of the revenue that nobody's sharing caused.
  public var unattributed: Double { max(0, 1 - parts.reduce(0) { $0 + $1.share }) }

  /// What each advocate earns, by advocate.
  public var advocates: [(advocate: UInt32, share: Double)] {
    var shares: [UInt32: Double] = [:]
    for part in parts { shares[part.touch.advocate, default: 0] += part.share }
    return shares.map { (advocate: $0.key, share: $0.value) }.sorted { $0.advocate < $1.advocate }
  }
}

extension HazardFit {
  /// Who caused a person's first purchase, or a later one.
  ///
  /// A first purchase is credited by the chance that an advocate set it off and that it would not have come before the
  /// horizon anyway. A repeat follows from the first: it is credited to whoever set that one off, by the chance that
  /// without them the person would not have become a customer before the repeat. (Counterfactual purchases are then
  /// missed for exactly as long as the first one would have been late.)
  ///
  /// - Parameters:
  ///   - followed: how many people the buyer follows.
  ///   - touches: all that is known of the buyer's touches, before the purchase and after it, in any order.
  ///   - first: when the person first bought.
  ///   - purchase: which purchase this is about; the first, unless said otherwise.
  ///   - horizon: until when touches are known.
  public func credit(
    followed: UInt32, touches: [HazardTouch], first: Int64, purchase: Int64? = nil, horizon: Int64
  ) -> HazardCredit {
    credit(
      stratum: Int(strata.stratum(of: followed)), touches: touches.sorted(), first: first, until: purchase ?? horizon)
  }

  /// The credit for what follows from a first purchase, missed if nothing else had set one off `until` then.
  func credit(stratum: Int, touches: [HazardTouch], first: Int64, until: Int64) -> HazardCredit {
    let chances = setOff(stratum: stratum, touches: touches, at: first)
    let risk = cumulated(touches: touches, from: first, to: until)
    let base = rates.base[stratum] * Double(max(0, until - first)) / Double(microsecondsPerDay)
    let all = base + risk.reduce(0, +)
    var own: [UInt32: Double] = [:]
    for (index, touch) in touches.enumerated() { own[touch.advocate, default: 0] += risk[index] }
    var parts: [HazardCredit.Part] = []
    for (index, touch) in touches.enumerated() where chances[index] > 0 {
      let others = all - (own[touch.advocate] ?? 0)
      parts.append(
        HazardCredit.Part(
          touch: touch, age: first - touch.time, setOff: chances[index], anyway: 1 - exp(-max(base, others))))
    }
    return HazardCredit(parts: parts)
  }

  /// What each touch would add, by itself, to the number of purchases expected between two moments.
  private func cumulated(touches: [HazardTouch], from: Int64, to: Int64) -> [Double] {
    touches.map { touch in
      var sum = 0.0
      shape.overlaps(of: touch.cause, at: touch.time, from: from, to: to) { cell, duration in
        sum += rates.kernel[cell] * Double(duration)
      }
      return sum * scale(of: touch) / Double(microsecondsPerDay)
    }
  }

  /// The chance that each of a person's touches, in their fixed order, set off a purchase.
  private func setOff(stratum: Int, touches: [HazardTouch], at purchase: Int64) -> [Double] {
    var marks: [(touch: Int, kind: Int, ratio: Double)] = []
    var passedOver = shape.visitsPassedOver(touches, at: purchase)
    for (index, touch) in touches.enumerated() where touch.time <= purchase {
      guard touch.cause.isVisit, let lead = shape.lead(of: purchase - touch.time) else { continue }
      passedOver -= 1
      guard passedOver < 0 else { continue }
      let kind = Int(touch.cause.rawValue)
      let density = visitDensity(of: touch, after: touches[..<index])
      marks.append((index, kind, rates.leads[kind * (shape.leads.count - 1) + lead] / density))
    }
    var choices = 1.0
    var choice = marks.map { _ in rates.strayAlong }
    for (index, touch) in touches.enumerated() where !marks.contains(where: { $0.touch == index }) {
      guard let cell = shape.cell(of: touch.cause, age: purchase - touch.time) else { continue }
      choices += (rates.along[cell] + rates.along[shape.cells + cell]) * HazardStrength.of(ways: touch.ways)
      for (place, mark) in marks.enumerated() where touches[mark.touch].advocate == touch.advocate {
        choice[place] += rates.along[mark.kind * shape.cells + cell] * HazardStrength.of(ways: touch.ways)
      }
    }
    var nobody = 1.0
    for (place, mark) in marks.enumerated() { nobody += choice[place] * mark.ratio }
    nobody /= choices
    let weights = touches.indices.map { index -> Double in
      let touch = touches[index]
      guard let cell = shape.cell(of: touch.cause, age: purchase - touch.time) else { return 0 }
      let cause = 2 * Int(touch.cause.rawValue)
      var factor = 1 - rates.accompanied[cause] - rates.accompanied[cause + 1]
      for mark in marks where mark.touch != index && touches[mark.touch].advocate == touch.advocate {
        factor += rates.accompanied[cause + mark.kind] * mark.ratio
      }
      return rates.kernel[cell] * scale(of: touch) * factor
    }
    let total = weights.reduce(rates.base[stratum] * nobody, +)
    return total > 0 ? weights.map { $0 / total } : weights.map { _ in 0 }
  }

  private func scale(of touch: HazardTouch) -> Double {
    let strength = HazardStrength.of(ways: touch.ways)
    guard touch.cause.isExposure, touch.advocate < rates.persuasiveness.count else { return strength }
    return strength * rates.persuasiveness[Int(touch.advocate)]
  }

  private func visitDensity(of visit: HazardTouch, after touches: ArraySlice<HazardTouch>) -> Double {
    let kind = Int(visit.cause.rawValue)
    var density = rates.strayVisits[kind]
    shape.sources(of: visit, after: touches) { cell, strength in
      density += rates.visits[kind * shape.cells + cell] * strength
    }
    return density
  }
}
