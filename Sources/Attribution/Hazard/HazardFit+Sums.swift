extension HazardFit {
  /// Learns by expectation and maximisation (Dempster, Laird, Rubin 1977) from what happened.
  ///
  /// The same events give the same numbers, to the bit, in whatever order they landed.
  ///
  /// - Parameter passes: how often all purchases are gone over at most; it ends earlier where that changes nothing more.
  public init(_ sums: HazardSums, needs: HazardNeeds = HazardNeeds(), passes: Int = 300) throws(HazardRefusal) {
    let rows = HazardRows(sums)
    let lacks = needs.lacks(sums, rows: rows)
    guard lacks.isEmpty else { throw HazardRefusal(lacks: lacks) }
    let risk = HazardRisk(sums)
    var rates = HazardRates(beginning: rows, risk: risk, shape: sums.shape)
    rates.maximise(rows, risk: risk, shape: sums.shape, passes: passes)
    self.init(
      unchecked: rates, shape: sums.shape, strata: sums.strata, purchases: rows.count, horizon: sums.horizon)
  }
}

extension HazardRates {
  /// Goes over the purchases until the likelihood grows by less than a ten-thousandth of a purchase's worth.
  mutating func maximise(
    _ rows: HazardRows, risk: HazardRisk, shape: HazardShape, passes: Int, weights: HazardWeights = HazardWeights()
  ) {
    var before = -Double.infinity
    for _ in 0..<passes {
      let expectation = HazardExpectation(rows, self, leadBins: shape.leads.count - 1, weights: weights.purchases)
      update(from: expectation, risk: risk, shape: shape, weights: weights)
      if abs(expectation.likelihood - before) < 1e-4 { return }
      before = expectation.likelihood
    }
  }
}

/// How often everything counts that a fit is learnt from; once, if nothing is said.
struct HazardWeights {
  /// By purchase.
  var purchases: [Double] = []
  /// By advocate, what is assumed of their persuasiveness.
  var priors: [Double] = []
  /// That posts are held to have less effect than is likeliest.
  var doubt = 1.0
}
