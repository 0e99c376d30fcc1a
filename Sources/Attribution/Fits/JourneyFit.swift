/// What a model learned from many journeys: how much each advocate weighs when one conversion is split.
public protocol JourneyFit<Advocate>: Sendable {
  /// Who touches lead to.
  associatedtype Advocate: Hashable & Sendable

  /// How much an advocate weighs; finite, not negative. Somebody who was in none of the journeys that were learned from
  /// weighs what the others do on average.
  func weight(of advocate: Advocate) -> Double
}

extension JourneyFit {
  /// A weight a touch, whose advocates are given in the order of the touches; only their ratios matter.
  ///
  /// An advocate weighs the same however often they come: the weight is shared by their touches, in proportion to
  /// `strengths` (how much of a click each touch is, above 0 and at most 1), and where those come to less than one click
  /// it counts as much less. If nobody on the journey weighs anything, all do alike.
  public func weights(of advocates: [Advocate], strengths: [Double]) -> [Double] {
    precondition(advocates.count == strengths.count, "a touch has an advocate and a strength")
    var together: [Advocate: Double] = [:]
    for (advocate, strength) in zip(advocates, strengths) { together[advocate, default: 0] += strength }
    let weights = together.mapValues { $0 > 0 ? min(1, $0) / $0 : 0 }
    let known = Dictionary(uniqueKeysWithValues: together.keys.map { ($0, weight(of: $0)) })
    let isBlank = known.values.allSatisfy { $0 == 0 }
    return zip(advocates, strengths).map { advocate, strength in
      (isBlank ? 1 : known[advocate] ?? 0) * strength * (weights[advocate] ?? 0)
    }
  }

  /// The weights of clicks and codes, all of full strength.
  public func weights(of advocates: [Advocate]) -> [Double] {
    weights(of: advocates, strengths: [Double](repeating: 1, count: advocates.count))
  }

  /// How a conversion with this journey is split. Exposures count as under the rules: too far away not at all, together
  /// `exposureWeight` of a click, and `exposureShare` of the revenue where there is nothing else. The touches are those of
  /// `journey` that the settings count, which come with the split.
  public func split<ID>(
    _ journey: Journey<Advocate, ID>, settings: Settings
  ) -> (journey: Journey<Advocate, ID>, split: Split) {
    let journey = journey.counting(by: settings)
    let weights = weights(of: journey.touches.map(\.advocate), strengths: journey.strengths(by: settings))
    return (journey, Split(weights: weights, credited: journey.isHearsay ? settings.exposureShare : 1))
  }
}

/// Splits `revenue` over the touches of a journey by what a model learned, as ``allocate(revenue:journey:settings:recruiters:)``
/// does by rule; of the settings, the model, half-life and position are not looked at.
public func allocate<Advocate, ID>(
  revenue: Int64,
  journey: Journey<Advocate, ID>,
  fit: some JourneyFit<Advocate>,
  settings: Settings,
  recruiters: (Advocate) -> [Advocate]
) -> Allocation<Advocate, ID> {
  let (journey, split) = fit.split(journey, settings: settings)
  return allocate(
    revenue: revenue, journey: journey, split: split, chainShare: settings.chainShare, recruiters: recruiters)
}

/// Advocates and a number each, from what is stored as two lists of one length.
struct Weights<Advocate: Hashable & Sendable>: Sendable {
  /// Whom a model learned about.
  let advocates: [Advocate]
  /// Their weights, in the same order.
  let values: [Double]
  private let places: [Advocate: Int]
  private let mean: Double

  init(_ advocates: [Advocate], _ values: [Double]) {
    precondition(advocates.count == values.count, "an advocate has a weight")
    precondition(values.allSatisfy { $0.isFinite && $0 >= 0 }, "weights must be finite and not negative")
    self.advocates = advocates
    self.values = values
    places = Dictionary(zip(advocates, advocates.indices)) { first, _ in first }
    mean = values.isEmpty ? 1 : values.reduce(0, +) / Double(values.count)
  }

  subscript(advocate: Advocate) -> Double { places[advocate].map { values[$0] } ?? mean }
}
