import Glibc

extension HazardRates {
  /// Rates to begin from: everybody equal, a tenth of all purchases set off by posts.
  init(beginning rows: HazardRows, risk: HazardRisk, shape: HazardShape) {
    self.init(shape: shape, strata: risk.people.count, advocates: risk.advocates)
    let people = max(risk.people.reduce(0, +), 1)
    let rate = Double(rows.count) / people
    base = base.map { _ in rate }
    let exposed = [HazardCause.exposure, .secondHandExposure].flatMap { shape.cells(of: $0) }
    let seen = max(1, exposed.reduce(0) { $0 + risk.touches[$1] })
    for cause in HazardCause.allCases {
      for cell in shape.cells(of: cause) {
        kernel[cell] = cause.isExposure ? 0.1 * Double(rows.count) / seen : rate * 10
      }
      for kind in 0..<2 { accompanied[2 * Int(cause.rawValue) + kind] = 0.2 }
    }
    along = along.map { _ in 0.01 }
    let visited = Double(max(1, rows.visits))
    let bins = shape.leads.count - 1
    for kind in 0..<2 {
      for cell in exposed { visits[kind * shape.cells + cell] = visited / seen }
      strayVisits[kind] = visited / people / Double(max(1, risk.advocates)) / 10
      for bin in 0..<bins { leads[kind * bins + bin] = 1 / Double(bins) / Self.days(shape.leads, bin) }
    }
  }

  /// The rates that make `expectation` likeliest.
  mutating func update(
    from expectation: HazardExpectation, risk: HazardRisk, shape: HazardShape, weights: HazardWeights
  ) {
    let doubt = weights.doubt * Self.doubt(purchases: expectation.count)
    let cells = shape.cells
    for stratum in base.indices { base[stratum] = expectation.base[stratum] / max(risk.people[stratum], 1) }
    for cause in HazardCause.allCases {
      let number = Int(cause.rawValue)
      for cell in shape.cells(of: cause) {
        if cause.isExposure {
          for kind in 0..<2 {
            visits[kind * cells + cell] = expectation.visits[kind * cells + cell] / (risk.touches[cell] + 1)
          }
        } else {
          // A day more than there was: nothing bursts where a cell was never entered.
          kernel[cell] = expectation.kernel[cell] / (risk.touches[cell] + 1)
        }
      }
      for kind in 0..<2 {
        accompanied[2 * number + kind] =
          (expectation.accompanied[2 * number + kind] + 0.2) / (expectation.caused[number] + 1)
      }
    }
    for kind in 0..<2 {
      for cell in 0..<cells {
        along[kind * cells + cell] =
          (expectation.along[kind * cells + cell] + 0.01) / (expectation.chosenAmong[cell] + 1)
      }
    }
    updateExposures(from: expectation, risk: risk, shape: shape, doubt: doubt)
    let people = max(risk.people.reduce(0, +), 1)
    let bins = shape.leads.count - 1
    for kind in 0..<2 {
      strayVisits[kind] = (expectation.strayVisits[kind] + 0.01) / people / Double(max(1, risk.advocates))
      let marked = expectation.leads[(kind * bins)..<((kind + 1) * bins)].reduce(0, +)
      for bin in 0..<bins {
        let share = (expectation.leads[kind * bins + bin] + 0.1) / (marked + 0.1 * Double(bins))
        leads[kind * bins + bin] = share / Self.days(shape.leads, bin)
      }
    }
    updatePersuasiveness(from: expectation, risk: risk, shape: shape, doubt: doubt, priors: weights.priors)
  }

  /// What each advocate's posts set off, against what those of a usual one would have.
  ///
  /// A sale by somebody who saw a post and clicked on it shows the post's persuasiveness as one without a click does, so
  /// it counts too: for everybody together, as many are expected beside those without a click as there are.
  private mutating func updatePersuasiveness(
    from expectation: HazardExpectation, risk: HazardRisk, shape: HazardShape, doubt: Double, priors: [Double]
  ) {
    let unclicked = expectation.persuasion.dropLast().reduce(0, +)
    let counts = unclicked > 1e-6
    let clicked = counts ? expectation.heeded.reduce(0, +) / unclicked : 0
    // The rates were drawn down by the doubt; were the persuasiveness measured by these, it would make up for it.
    let usual = (1 + doubt) * (1 + clicked)
    for advocate in persuasiveness.indices {
      var expected = 0.0
      for cause in HazardCause.allCases where cause.isExposure {
        for cell in shape.cells(of: cause) {
          expected += kernel[cell] * risk.exposures[advocate * shape.cells + cell]
        }
      }
      let set = expectation.persuasion[advocate] + (counts ? expectation.heeded[advocate] : 0)
      let assumed = shape.prior * (priors.isEmpty ? 1 : priors[advocate])
      persuasiveness[advocate] = (assumed + set) / (shape.prior + usual * expected)
    }
  }

  /// Posts at first and at second hand act after delays of the same distribution, unless there is much that says
  /// otherwise: a rate is drawn towards its share of all purchases set off at that hand and of all set off at that age.
  private mutating func updateExposures(
    from expectation: HazardExpectation, risk: HazardRisk, shape: HazardShape, doubt: Double
  ) {
    let (near, far) = (shape.cells(of: .exposure), shape.cells(of: .secondHandExposure))
    var days = [Double](repeating: 0, count: shape.cells)
    for cell in near.lowerBound..<far.upperBound {
      for advocate in 0..<risk.advocates {
        days[cell] += persuasiveness[advocate] * risk.exposures[advocate * shape.cells + cell]
      }
    }
    var levels = [1.0, 1.0]
    var ages = [Double](repeating: 0, count: min(near.count, far.count))
    for _ in 0..<20 {
      for age in ages.indices {
        let expected = levels[0] * days[near.lowerBound + age] + levels[1] * days[far.lowerBound + age]
        ages[age] =
          (expectation.kernel[near.lowerBound + age] + expectation.kernel[far.lowerBound + age]) / (expected + 1)
      }
      for (hand, cells) in [near, far].enumerated() {
        var (set, expected) = (0.0, 0.0)
        for age in ages.indices {
          set += expectation.kernel[cells.lowerBound + age]
          expected += ages[age] * days[cells.lowerBound + age]
        }
        levels[hand] = set / max(expected, 1e-9)
      }
    }
    for (hand, cells) in [near, far].enumerated() {
      for (age, cell) in cells.enumerated() {
        let typical = age < ages.count ? max(ages[age] * levels[hand], 1e-12) : 1e-12
        kernel[cell] =
          (expectation.kernel[cell] + Self.pooling) / (days[cell] + Self.pooling / typical) / (1 + doubt)
      }
    }
  }

  /// The part by which posts are held to have less effect than is likeliest, at every step: an exponential prior.
  ///
  /// Where it is plain which purchases posts set off, it takes away next to nothing. Where a post explains purchases
  /// hardly better than it would by chance, or by the likeness of friends, each step takes away more, down to nothing:
  /// what cannot be told apart from what would have come anyway is not claimed.
  private static func doubt(purchases: Double) -> Double {
    4 / max(purchases, 1).squareRoot()
  }

  /// How many purchases' worth the common distribution counts against a cell's own.
  private static let pooling = 20.0

  private static func days(_ edges: [Int64], _ bin: Int) -> Double {
    Double(edges[bin + 1] - edges[bin]) / Double(microsecondsPerDay)
  }
}
