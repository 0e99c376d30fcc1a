import Glibc

/// What an advocate's sharing brought in, and between what it lies.
public struct HazardTotal: Hashable, Sendable {
  /// Who.
  public let advocate: UInt32
  /// The sum of the credits, in the unit of the revenue given.
  public let credit: Double
  /// What was really caused lies above this with a chance of 95 %.
  public let low: Double
  /// And below this.
  public let high: Double
}

extension HazardFit {
  /// Every advocate's total over all purchases in `sums`, with an interval of 90 %.
  ///
  /// The interval covers two things: that the rates are learnt from few purchases (they are learnt again from purchases
  /// that each count a random number of times, Rubin's Bayesian bootstrap of 1981, and so does what is assumed beforehand
  /// of each advocate), and that of every purchase only the chance of its cause is known. It does not cover that people
  /// may behave otherwise than the model's form allows.
  ///
  /// - Parameters:
  ///   - revenue: what each purchase brought in, net.
  ///   - repetitions: how often the rates are learnt again.
  public func totals(
    in sums: HazardSums, repetitions: Int = 30, revenue: (HazardPurchase) -> Double
  ) -> [HazardTotal] {
    let customers = HazardCustomers(sums, revenue: revenue)
    let (credits, chance) = sum(customers)
    let rows = HazardRows(sums)
    let risk = HazardRisk(sums)
    var square = credits.map { _ in 0.0 }
    var random = HazardRandom(state: 1981)
    for _ in 0..<repetitions {
      var rates = rates
      let weights = HazardWeights(
        purchases: (0..<rows.count).map { _ in random.exponential() },
        priors: credits.map { _ in random.mean(of: shape.prior) }, doubt: random.exponential())
      rates.maximise(rows, risk: risk, shape: shape, passes: 25, weights: weights)
      let again = HazardFit(
        unchecked: rates, shape: shape, strata: strata, purchases: self.purchases, horizon: horizon)
      for (advocate, credit) in again.sum(customers).credits.enumerated() {
        let difference = credit - credits[advocate]
        square[advocate] += difference * difference / Double(repetitions)
      }
    }
    return credits.indices.map { advocate in
      let spread = 1.645 * (square[advocate] + chance[advocate]).squareRoot()
      return HazardTotal(
        advocate: UInt32(advocate), credit: credits[advocate], low: max(0, credits[advocate] - spread),
        high: credits[advocate] + spread)
    }
  }

  /// Every advocate's credits, and their variance given the rates.
  private func sum(_ customers: HazardCustomers) -> (credits: [Double], variances: [Double]) {
    var credits = [Double](repeating: 0, count: customers.advocates)
    var variances = credits
    for customer in customers.all {
      for purchase in customer.purchases {
        let credit = credit(
          stratum: customer.stratum, touches: customer.touches, first: customer.first, until: purchase.until)
        for (advocate, share) in credit.advocates {
          credits[Int(advocate)] += share * purchase.revenue
          variances[Int(advocate)] += share * (1 - share) * purchase.revenue * purchase.revenue
        }
      }
    }
    return (credits, variances)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct HazardRandom {
  var state: UInt64

  /// The mean of as many exponential numbers as come nearest to `count`, one at least.
  mutating func mean(of count: Double) -> Double {
    let number = max(1, Int(min(count, 1000).rounded()))
    return (0..<number).reduce(0) { sum, _ in sum + exponential() } / Double(number)
  }

  mutating func exponential() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return -log((Double((bits ^ (bits >> 31)) >> 12) + 0.5) * 0x1p-52)
  }
}
