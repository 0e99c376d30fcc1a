/// What part of the conversions would be missing without each state, and how sure that is.
struct RemovalEffects {
  /// By state, 0 to 1.
  var values: [Double]
  /// How far any of them can be from its exact value; 0 where they are exact but for rounding.
  var bound: Double

  /// Chains of up to so many states are worked out in full.
  static let mostExact = 3000

  /// The removal effects of all states of `chain`: RE_i = x_i·h_i ÷ (G_ii·rate).
  ///
  /// In a large chain each G_ii is known between bounds. They are close enough for `tolerance`, and for two thousandths
  /// of each effect besides, as far as a fixed amount of work allows; ``bound`` is what they come to in any case.
  init(_ chain: Chain, tolerance: Double = 1e-4, mostExact: Int = Self.mostExact) {
    values = [Double](repeating: 0, count: chain.count)
    bound = 0
    guard chain.rate > 0 else { return }
    if chain.count <= mostExact {
      let chances = Elimination.conversionsWithoutReturn(chain)
      for state in values.indices { values[state] = min(1, chain.visitsPerConversion[state] * chances[state]) }
    } else {
      estimate(chain, tolerance: tolerance)
    }
  }

  private mutating func estimate(_ chain: Chain, tolerance: Double) {
    let steps = chain.stepsMeasure
    let chances = chain.solve(chain.converting, tolerance: 1e-11)
    let missing = zip(chain.converting, chain.image(of: chances)).map { $0 - $1 }
    let uncertainty = steps.ratio(of: missing)
    // Visits to each state by a journey that converts.
    let visits = zip(chain.visitsPerConversion, chances).map { $0 * $1 }
    let bounds = Self.returns(chain, steps: steps, visits: visits, tolerance: tolerance)
    for (state, range) in bounds.enumerated() {
      let (least, most) = (visits[state] / range.upperBound, min(1, visits[state] / range.lowerBound))
      values[state] = (least + most) / 2
      let unsure = chain.visitsPerConversion[state] * uncertainty * steps.vector[state]
      // Sums of many thousand terms that are all positive round by less than this.
      bound = max(bound, (most - least) / 2 + unsure + most * 1e-10)
    }
  }

  private static let precision = 2e-3
  /// How many states are looked at over the whole chain, those first whose effects are least sure.
  private static let mostWide = 2048

  /// Bounds of every G_ii.
  private static func returns(
    _ chain: Chain, steps: Chain.Measure, visits: [Double], tolerance: Double
  ) -> [ClosedRange<Double>] {
    var push = LocalPush(chain)
    let widths = visits.map { 2 * min(precision, tolerance / max($0, .leastNormalMagnitude)) }
    var bounds = visits.indices.map { state in
      push.visits(of: state, in: chain, measure: steps, threshold: widths[state] / steps.vector[state])
    }
    let wide = visits.indices.filter { bounds[$0].width > widths[$0] * 1.01 }
      .map { (state: $0, doubt: visits[$0] * bounds[$0].width) }
      .sorted { ($1.doubt, $0.state) < ($0.doubt, $1.state) }
      .prefix(mostWide).map(\.state)
    guard !wide.isEmpty else { return bounds }

    let measure = chain.longWalksMeasure(steps)
    let least = steps.image.reduce(1, min)
    var powers = Powers(chain, measure: measure, mostVisits: steps.vector.map { $0 / least })
    for start in stride(from: 0, to: wide.count, by: 8) {
      let eight = wide[start..<min(start + 8, wide.count)]
      let found = powers.visits(of: eight, widths: eight.map { widths[$0] }, steps: 60)
      for (state, range) in zip(eight, found) where range.width < bounds[state].width { bounds[state] = range }
    }
    return bounds
  }
}

extension Chain {
  /// How many steps journeys have still before them from each state: its image is as good as 1 everywhere.
  fileprivate var stepsMeasure: Measure {
    let steps = solve([Double](repeating: 1, count: count), tolerance: 1e-3)
    return Measure(vector: steps, image: image(of: steps))
  }

  /// A measure whose image is as what comes of any vector after some steps: P²·`steps`, and a trace of what `steps` has.
  fileprivate func longWalksMeasure(_ steps: Measure) -> Measure {
    var image = steps.vector
    for _ in 0..<2 { image = zip(image, self.image(of: image)).map { max(0, $0 - $1) } }
    let vector = zip(solve(image, tolerance: 1e-4), steps.vector).map { $0 + $1 * 1e-6 }
    return Measure(vector: vector, image: self.image(of: vector))
  }
}

extension ClosedRange<Double> {
  /// How far its ends are apart.
  var width: Double { upperBound - lowerBound }
}
