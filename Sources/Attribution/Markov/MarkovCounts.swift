/// Journeys as a Markov model of some order sees them: a state is the last touches, up to `order` of them.
struct MarkovCounts: Sendable {
  /// How many touches make a state.
  let order: Int
  /// How often states follow one another.
  private(set) var counts = TransitionCounts()
  /// The touches of each state; empty with order 1, where states are touches.
  private var states: [[Int]] = []
  private var numbers: [[Int]: Int] = [:]

  /// With more states or steps between them than that, removing touches one by one takes too long.
  static let mostStates = 50_000

  /// None yet; `order` is 1 or more.
  init(order: Int) {
    precondition(order >= 1, "a state needs a touch")
    self.order = order
  }

  /// Whether there are more states than an order above 1 can be worked out with.
  var isTooLarge: Bool { order > 1 && states.count > Self.mostStates }

  /// Counts `conversions` converting journeys and `nulls` others along `path`.
  mutating func add(_ path: [Int], conversions: Int64, nulls: Int64) {
    guard order > 1 else { return counts.add(path, conversions: conversions, nulls: nulls) }
    guard conversions > 0 || nulls > 0 else { return }
    var recent: [Int] = []
    var walk: [Int] = []
    for touch in path where touch != recent.last {
      if recent.count == order { recent.removeFirst() }
      recent.append(touch)
      walk.append(number(of: recent))
    }
    counts.add(walk, conversions: conversions, nulls: nulls)
  }

  private mutating func number(of state: [Int]) -> Int {
    if let number = numbers[state] { return number }
    states.append(state)
    numbers[state] = states.count - 1
    return states.count - 1
  }

  /// What part of the conversions would be missing without each touch; touches that were never visited have no effect.
  ///
  /// `ranks` are the places of the touches in an order that does not depend on how journeys came: sums are made in it.
  /// Without a touch means without all states that hold it: journeys that come to one do not convert.
  func removalEffects(ranks: [Int], mostExact: Int = RemovalEffects.mostExact) -> RemovalEffects {
    var order = counts.visits.indices.filter { counts.visits[$0] > 0 }
    let isEarlier: (Int, Int) -> Bool =
      self.order == 1
      ? { ranks[$0] < ranks[$1] }
      : { first, second in
        states[first].lazy.map { ranks[$0] }.lexicographicallyPrecedes(states[second].lazy.map { ranks[$0] })
      }
    // The most visited first: then what is read most often lies close together.
    order.sort { first, second in
      counts.visits[first] == counts.visits[second]
        ? isEarlier(first, second) : counts.visits[first] > counts.visits[second]
    }
    let chain = Chain(counts, order: order)
    guard self.order > 1 else {
      var effects = RemovalEffects(chain, mostExact: mostExact)
      var values = [Double](repeating: 0, count: ranks.count)
      for (number, touch) in order.enumerated() { values[touch] = effects.values[number] }
      effects.values = values
      return effects
    }
    return RemovalEffects(chain, groups: order.map { states[$0] }, count: ranks.count)
  }
}
