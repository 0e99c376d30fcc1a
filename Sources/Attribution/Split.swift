/// How a conversion's revenue is split over the touches of its journey.
public struct Split: Hashable, Sendable {
  /// A weight a touch, in the journey's order; only their ratios matter. Finite, none negative; all zero: alike.
  public let weights: [Double]
  /// The part of the revenue that is credited at all, 0 to 1; the rest is nobody's.
  public let credited: Double

  /// Weights of what is `credited`, which is cut to 0…1.
  public init(weights: [Double], credited: Double = 1) {
    self.weights = weights
    self.credited = min(1, max(0, credited))
  }
}
