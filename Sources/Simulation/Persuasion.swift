/// A sighting that sets somebody off, unless they have bought by then.
struct Persuasion: Sendable {
  /// Who is set off.
  let person: Int32
  /// By whom.
  let advocate: Int32
  /// By which of the advocate's shares.
  let share: Int32
  /// When the purchase would be, in seconds after the advocate began to share.
  let purchase: Int32
}

extension Scene {
  /// Those of an advocate's sightings that set somebody off who would buy by `end` (in seconds after the advocate
  /// began).
  func persuasions(
    of advocate: Int32, among sightings: [Sighting], persuasion: Double, before end: Int32
  ) -> [Persuasion] {
    sightings.compactMap { sighting in
      guard sighting.resistance < persuasion else { return nil }
      let purchase =
        sighting.time &+ decisionDelay(of: sighting.person, share: sighting.share, by: advocate)
      guard purchase < end else { return nil }
      return Persuasion(person: sighting.person, advocate: advocate, share: sighting.share, purchase: purchase)
    }
  }

  /// The persuasion at which the share of the buyers who would have bought anyway is the one that was asked for.
  ///
  /// Of those who would not buy unprompted, the k least resistant are to buy: so it lies between the resistance of the
  /// k-th and that of the next. Where there are fewer than k who could be set off, all are. Those who become advocates
  /// later are not looked at.
  func persuasion() -> Double {
    var resistances = [Double](repeating: .infinity, count: following.people)
    for advocate in initiators {
      for sighting in sightings(of: advocate, shares: shares(of: advocate, before: parameters.horizon))
      where organic[Int(sighting.person)] == Self.never && sighting.resistance < resistances[Int(sighting.person)] {
        let delay = decisionDelay(of: sighting.person, share: sighting.share, by: advocate)
        guard sighting.time &+ delay < parameters.horizon else { continue }
        resistances[Int(sighting.person)] = sighting.resistance
      }
    }
    let anyway = organic.count { $0 != Self.never }
    let wanted = (Double(anyway) * (1 - parameters.anyway) / parameters.anyway).rounded()
    let least = resistances.filter { $0 < .infinity }.sorted()
    guard wanted < Double(least.count) else { return .infinity }
    let count = Int(wanted)
    return count == 0 ? (least.first ?? 0) / 2 : (least[count - 1] + least[count]) / 2
  }
}
