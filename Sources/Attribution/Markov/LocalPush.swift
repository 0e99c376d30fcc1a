/// Expected visits G_ii of single states to themselves, from their neighbourhood alone.
///
/// Walks are followed backwards from a state: of G·e_i, `found` is what is known at i, and `rest` is what each state still
/// has to hand back, so that G_ii = found + (G·rest)_i (Andersen, Borgs, Chayes, Hopcroft, Mirrokni and Teng 2007). The
/// second term is at most rest ÷ image, where that is greatest, times the ``Chain/Measure``'s vector at i. Walks that leave
/// the state's circle do not come back, and are not followed.
struct LocalPush {
  /// How many arcs may still be walked for all states to come; once there are none, each gets ``least``.
  private var budget: Int
  private var rest: [Double]
  private var isWaiting: [Bool]
  private var touched: [Int] = []
  private var queue: [Int] = []

  /// How many arcs one state may take, and how many even when the budget is spent.
  private static let (most, least) = (100_000, 2_000)

  init(_ chain: Chain, budget: Int = 4_000_000_000) {
    self.budget = budget
    rest = [Double](repeating: 0, count: chain.count)
    isWaiting = [Bool](repeating: false, count: chain.count)
  }

  /// Bounds of G_ii: no rest is above `threshold`, as far as the budget allows.
  mutating func visits(
    of state: Int, in chain: Chain, measure: Chain.Measure, threshold: Double
  ) -> ClosedRange<Double> {
    let limit = min(Self.most, max(Self.least, budget))
    var walked = 0
    var found = 0.0
    rest[state] = 1
    touched.append(state)
    // Coarse first: where the budget ends the walk, what is left is small all over.
    var level = 0.25
    while walked < limit, level > threshold {
      level = max(level / 4, threshold)
      for held in touched where rest[held] > level && !isWaiting[held] {
        isWaiting[held] = true
        queue.append(held)
      }
      walk(to: state, in: chain, above: level, found: &found, walked: &walked, limit: limit)
    }
    var most = 0.0
    for held in touched { most = max(most, rest[held] / measure.image[held]) }
    budget -= walked
    for held in touched { rest[held] = 0 }
    touched.removeAll(keepingCapacity: true)
    return found...found + most * measure.vector[state]
  }

  private mutating func walk(
    to state: Int, in chain: Chain, above level: Double, found: inout Double, walked: inout Int, limit: Int
  ) {
    let circle = chain.circles.numbers[state]
    var turn = 0
    while turn < queue.count, walked < limit {
      let head = queue[turn]
      turn += 1
      isWaiting[head] = false
      let mass = rest[head]
      rest[head] = 0
      if head == state { found += mass }
      let arcs = chain.back.starts[head]..<chain.back.starts[head + 1]
      walked += arcs.count
      for arc in arcs {
        let tail = Int(chain.back.states[arc])
        // From outside the circle nobody comes who has been at the state before.
        guard chain.circles.numbers[tail] == circle else { continue }
        let before = rest[tail]
        let after = before + chain.back.probabilities[arc] * mass
        rest[tail] = after
        if before == 0 { touched.append(tail) }
        if after > level, !isWaiting[tail] {
          isWaiting[tail] = true
          queue.append(tail)
        }
      }
    }
    for state in queue[turn...] { isWaiting[state] = false }
    queue.removeAll(keepingCapacity: true)
  }
}
