/// The Markov chain of some journeys: states that lead to one another, to a conversion, or nowhere.
///
/// With P the probabilities between states, s those to begin in each and r those to convert from each,
/// G = (I − P)⁻¹ counts expected visits: h = G·r is the chance to convert from each state, x = sᵀG the visits a journey
/// makes to each. x and sᵀh are what was counted; the rest has to be solved for.
struct Chain: Sendable {
  /// Arcs of a state: the other ends, and the probabilities.
  struct Arcs: Sendable {
    /// Where the arcs of each state start, and, as one element more, where the last ones end.
    var starts: [Int]
    /// The other ends.
    var states: [Int32]
    /// The probability to go from the arc's tail to its head.
    var probabilities: [Double]
  }

  /// How many states there are.
  let count: Int
  /// Where each state leads.
  let onward: Arcs
  /// Where each state is come to from.
  let back: Arcs
  /// Which states can be come back to.
  let circles: Circles
  /// How many visits a journey makes to each state.
  let visits: [Double]
  /// The same for each journey that converts; empty where none does.
  let visitsPerConversion: [Double]
  /// The chance to begin in each state.
  let starts: [Double]
  /// The chance to convert from each state before any other step.
  let converting: [Double]
  /// The chance to end there without converting.
  let ending: [Double]
  /// The part of the journeys that converted.
  let rate: Double

  /// The chain of those counts; `order` lists the states that have visits, and numbers them anew.
  ///
  /// The order decides how sums round, so whoever wants the same answer for the same journeys gives an order that does
  /// not depend on how they came.
  init(_ counts: TransitionCounts, order: [Int]) {
    count = order.count
    var numbers = [Int32](repeating: -1, count: counts.visits.count)
    for (number, state) in order.enumerated() { numbers[state] = Int32(number) }
    let journeys = Double(counts.journeys)
    let totals = order.map { Double(counts.visits[$0]) }
    visits = totals.map { $0 / journeys }
    visitsPerConversion = counts.conversions > 0 ? totals.map { $0 / Double(counts.conversions) } : []
    starts = order.map { Double(counts.starts[$0]) / journeys }
    converting = zip(order, totals).map { Double(counts.converted[$0]) / $1 }
    rate = counts.journeys > 0 ? Double(counts.conversions) / journeys : 0

    var left = order.map { counts.visits[$0] - counts.converted[$0] }
    var places = [Int](repeating: 0, count: order.count + 1)
    counts.forEachStep { from, _, _ in places[Int(numbers[from]) + 1] += 1 }
    for state in order.indices { places[state + 1] += places[state] }
    var next = places
    var heads = [Int32](repeating: 0, count: counts.arcs)
    var probabilities = [Double](repeating: 0, count: counts.arcs)
    counts.forEachStep { from, to, count in
      let tail = Int(numbers[from])
      heads[next[tail]] = numbers[to]
      probabilities[next[tail]] = Double(count) / totals[tail]
      next[tail] += 1
      left[tail] -= count
    }
    ending = zip(left, totals).map { Double($0) / $1 }
    // Turned round twice, the arcs of every state are in order.
    back = Arcs(starts: places, states: heads, probabilities: probabilities).reversed
    onward = back.reversed
    circles = Circles(onward)
  }
}

extension Chain.Arcs {
  /// The same arcs by their other ends, which are then in order for each state.
  fileprivate var reversed: Chain.Arcs {
    let count = starts.count - 1
    var places = [Int](repeating: 0, count: count + 1)
    for state in states { places[Int(state) + 1] += 1 }
    for state in 0..<count { places[state + 1] += places[state] }
    var next = places
    var others = [Int32](repeating: 0, count: states.count)
    var chances = [Double](repeating: 0, count: states.count)
    for state in 0..<count {
      for arc in starts[state]..<starts[state + 1] {
        let end = Int(states[arc])
        others[next[end]] = Int32(state)
        chances[next[end]] = probabilities[arc]
        next[end] += 1
      }
    }
    return Chain.Arcs(starts: places, states: others, probabilities: chances)
  }
}
