/// What the hazard model has learnt: flat numbers, to be stored and to credit purchases by.
///
/// People buy with a rate of their own, and every click, code, referral and post adds to it for a while:
/// λ(t) = μ of the person's stratum + Σ κ(age) over clicks, codes and referrals + Σ θ of the advocate · κ(age) over
/// posts (after Zhang, Wei, Ren 2014, "Multi-touch attribution in online advertising with survival theory", and Xu,
/// Duan, Whinston 2014, "Path to purchase: a mutually exciting point process model for online advertising and
/// conversion"). Each purchase was set off by one of the terms, with the chance of its part in the sum. Clicks and codes
/// shortly before a purchase may also merely come along with it, whatever set it off; how often they do is learnt too,
/// from how long after a post people click when they do not buy.
public struct HazardFit: Hashable, Sendable {
  /// The version of the model's form; numbers of another version mean something else.
  public static let version = 2
  /// The ages of the kernels.
  public let shape: HazardShape
  /// The strata of people.
  public let strata: HazardStrata
  /// The numbers.
  public let rates: HazardRates
  /// How many first purchases it was learnt from.
  public let purchases: Int
  /// Until when the history it was learnt from went.
  public let horizon: Int64

  /// A fit from its numbers, as they were stored; a fault where there are not as many as the shape asks for.
  public init(
    shape: HazardShape = .usual, strata: HazardStrata, rates: HazardRates, purchases: Int, horizon: Int64
  ) throws(HazardFault) {
    let empty = HazardRates(shape: shape, strata: strata.count, advocates: rates.persuasiveness.count)
    guard rates.flat.allSatisfy({ $0.isFinite && $0 >= 0 }), rates.counts == empty.counts else {
      throw .unevenArrays("the fit's numbers")
    }
    self.init(unchecked: rates, shape: shape, strata: strata, purchases: purchases, horizon: horizon)
  }

  init(unchecked rates: HazardRates, shape: HazardShape, strata: HazardStrata, purchases: Int, horizon: Int64) {
    self.shape = shape
    self.strata = strata
    self.rates = rates
    self.purchases = purchases
    self.horizon = horizon
  }
}
