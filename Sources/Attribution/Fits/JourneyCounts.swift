/// Journeys that models learn from, counted one by one.
///
/// What is learned does not depend on the order in which the journeys came. Memory grows with the different steps from
/// advocate to advocate, not with the journeys.
public struct JourneyCounts<Advocate: Hashable & Comparable & Sendable>: Sendable {
  private var advocates: [Advocate] = []
  private var numbers: [Advocate: Int] = [:]
  private var markov: MarkovCounts
  private var shapley = ShapleyCounts()
  private var path: [Int] = []

  /// None yet. In the Markov model, a state is the last `order` touches, 1 or more.
  public init(order: Int = 1) { markov = MarkovCounts(order: order) }

  /// Whether an order above 1 has come to more states than it can be worked out with: journeys no longer count for the
  /// Markov model, and there is no fit.
  public var isTooLarge: Bool { markov.isTooLarge }

  /// Counts a journey by the advocates of its touches, earliest first. `conversions` of such journeys converted, and
  /// `nulls` did not; neither negative, each at most 9 × 10¹². Journeys without touches do not count.
  public mutating func add(_ journey: some Sequence<Advocate>, conversions: Int64 = 1, nulls: Int64 = 0) {
    precondition(conversions >= 0 && nulls >= 0, "journeys cannot be fewer than none")
    path.removeAll(keepingCapacity: true)
    for advocate in journey {
      let number = numbers[advocate] ?? advocates.count
      if number == advocates.count {
        numbers[advocate] = number
        advocates.append(advocate)
      }
      path.append(number)
    }
    guard !path.isEmpty else { return }
    if !markov.isTooLarge { markov.add(path, conversions: conversions, nulls: nulls) }
    shapley.add(path, conversions: conversions, value: 0)
  }

  /// What would be missing without each advocate; nil where ``isTooLarge``.
  public func markovFit() -> MarkovFit<Advocate>? {
    guard !isTooLarge else { return nil }
    let order = byName
    var ranks = order
    for (rank, number) in order.enumerated() { ranks[number] = rank }
    let effects = markov.removalEffects(ranks: ranks)
    return MarkovFit(
      advocates: order.map { advocates[$0] }, removalEffects: order.map { effects.values[$0] }, bound: effects.bound)
  }

  /// Each advocate's average share of the conversions that they had a touch in.
  public func shapleyFit() -> ShapleyFit<Advocate> {
    let order = byName
    let bySize = shapley.bySize
    let shares = order.map { number in
      let sums = bySize[number]
      let all = sums.reduce(0.0) { $0 + Double($1.sum.conversions) }
      return all > 0 ? sums.reduce(0.0) { $0 + Double($1.sum.conversions) / Double($1.size) } / all : 0
    }
    return ShapleyFit(advocates: order.map { advocates[$0] }, shares: shares)
  }

  private var byName: [Int] { advocates.indices.sorted { advocates[$0] < advocates[$1] } }
}
