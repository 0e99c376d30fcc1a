/// The Markov model, learned: what part of the conversions would be missing without each advocate.
public struct MarkovFit<Advocate: Hashable & Sendable>: JourneyFit {
  private let weights: Weights<Advocate>
  /// With up to so many advocates, removal effects are worked out in full.
  public static var mostExact: Int { RemovalEffects.mostExact }

  /// How far any removal effect can be from its exact value; 0 where they are exact but for rounding.
  public let bound: Double

  /// A fit as it was stored: as many effects as advocates, finite and not negative.
  public init(advocates: [Advocate], removalEffects: [Double], bound: Double) {
    self.weights = Weights(advocates, removalEffects)
    self.bound = bound
  }

  /// Everybody on the journeys that were learned from.
  public var advocates: [Advocate] { weights.advocates }
  /// Their removal effects, 0 to 1, in the same order.
  public var removalEffects: [Double] { weights.values }

  /// The removal effect.
  public func weight(of advocate: Advocate) -> Double { weights[advocate] }
}
