/// Expected visits G_ii of states that so many others lead to that the whole chain is their neighbourhood: eight at once.
///
/// Of G·e_i, `found` is Σ Pᵗ over the steps taken, and `rest` is Pᵗ·e_i after them, so that G_ii = found + (G·rest)_i.
/// Rests soon are nearly a multiple of what any long walk tends to, which ``Chain/Measure`` is chosen like; then the
/// second term is nearly that multiple of its vector, however much is left.
struct Powers {
  typealias Lanes = SIMD8<Double>

  private let chain: Chain
  private let measure: Chain.Measure
  /// No state comes to itself more often than walks from it take steps.
  private let mostVisits: [Double]
  private var rest: [Lanes]
  private var next: [Lanes]

  init(_ chain: Chain, measure: Chain.Measure, mostVisits: [Double]) {
    self.chain = chain
    self.measure = measure
    self.mostVisits = mostVisits
    rest = [Lanes](repeating: .zero, count: chain.count)
    next = rest
  }

  /// Bounds of G_ii for up to eight states, as close as `widths` where `steps` steps suffice.
  mutating func visits(of states: ArraySlice<Int>, widths: [Double], steps: Int) -> [ClosedRange<Double>] {
    for state in rest.indices { rest[state] = .zero }
    for (lane, state) in states.enumerated() { rest[state][lane] = 1 }
    var found = Lanes.zero
    var bounds: [ClosedRange<Double>] = []
    for step in 1...steps {
      for (lane, state) in states.enumerated() { found[lane] += rest[state][lane] }
      walk()
      guard step >= 3 else { continue }
      bounds = self.bounds(of: states, found: found)
      if zip(bounds, widths).allSatisfy({ $0.width <= $1 }) { break }
    }
    return bounds
  }

  /// rest ← P·rest.
  private mutating func walk() {
    for state in 0..<chain.count {
      var sum = Lanes.zero
      for arc in chain.onward.starts[state]..<chain.onward.starts[state + 1] {
        sum += chain.onward.probabilities[arc] * rest[Int(chain.onward.states[arc])]
      }
      next[state] = sum
    }
    swap(&rest, &next)
  }

  /// From rest ≤ c·image + excess follows G·rest ≤ c·vector + G·excess, for any c, and likewise from below.
  ///
  /// What (G·excess)_i comes to is bounded state by state: a walk from i comes to k at most G_kk times, and at most
  /// G_kk·x_k ÷ x_i times, seeing that x_i of the x_k visits to k come by i. So c need not heed the rare states.
  private func bounds(of states: ArraySlice<Int>, found: Lanes) -> [ClosedRange<Double>] {
    var (shared, total) = (Lanes.zero, 0.0)
    for state in 0..<chain.count {
      shared += chain.visits[state] * rest[state]
      total += chain.visits[state] * measure.image[state]
    }
    let typical = shared / total
    var inverse = Lanes.zero
    for (lane, state) in states.enumerated() { inverse[lane] = 1 / chain.visits[state] }

    var above = [Lanes](repeating: .zero, count: Self.margins.count)
    var below = above
    for state in 0..<chain.count {
      let times: Lanes = chain.visits[state] * inverse
      let reach: Lanes = mostVisits[state] * times.replacing(with: 1, where: times .> 1)
      let (held, image) = (rest[state], typical * measure.image[state])
      for (index, margin) in Self.margins.enumerated() {
        let (high, low) = (held - (1 + margin) * image, (1 - margin) * image - held)
        above[index] += reach * high.replacing(with: 0, where: high .< 0)
        below[index] += reach * low.replacing(with: 0, where: low .< 0)
      }
    }
    return states.enumerated().map { lane, state in
      let level = typical[lane] * measure.vector[state]
      var (lower, upper) = (0.0, Double.infinity)
      for (index, margin) in Self.margins.enumerated() {
        upper = min(upper, level * (1 + margin) + above[index][lane])
        lower = max(lower, level * (1 - margin) - below[index][lane])
      }
      return found[lane] + lower...max(found[lane] + upper, found[lane] + lower)
    }
  }

  private static let margins: [Double] = (0...10).map { 1 / Double(1 << $0) }
}
