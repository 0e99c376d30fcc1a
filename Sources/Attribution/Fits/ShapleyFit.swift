/// The Shapley value, learned: an advocate's average part of the conversions that they had a touch in.
///
/// To split every conversion alike between the different advocates of its journey is what sums to the Shapley value
/// exactly: ``EvenFit``. These weights favour those who need few others.
public struct ShapleyFit<Advocate: Hashable & Sendable>: JourneyFit {
  private let weights: Weights<Advocate>

  /// A fit as it was stored: as many shares as advocates, finite and not negative.
  public init(advocates: [Advocate], shares: [Double]) {
    self.weights = Weights(advocates, shares)
  }

  /// Everybody on the journeys that were learned from.
  public var advocates: [Advocate] { weights.advocates }
  /// Their average shares, 0 to 1, in the same order; 0 where nothing converted.
  public var shares: [Double] { weights.values }

  /// The average share.
  public func weight(of advocate: Advocate) -> Double { weights[advocate] }
}

/// All advocates of a journey weigh alike, however many touches each has: over all conversions, what each is credited with
/// is its Shapley value φ = Σ revenue(T) ÷ |T|, so there is nothing to learn.
public struct EvenFit<Advocate: Hashable & Sendable>: JourneyFit {
  /// There is nothing to say.
  public init() {}

  /// Everybody's 1.
  public func weight(of advocate: Advocate) -> Double { 1 }
}
