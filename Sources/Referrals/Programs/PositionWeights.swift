/// The shares of revenue that the position-based model gives to the first touch and to the last; what is left is spread
/// over those between.
package struct PositionWeights: Hashable, Sendable {
  /// The share of the first touch, from 0 to 1.
  package var first: Double
  /// The share of the last touch, from 0 to 1.
  package var last: Double

  /// The usual shares: 40, 20, 40 %.
  package init(first: Double = 0.4, last: Double = 0.4) {
    self.first = first
    self.last = last
  }

  /// The shares of the first, those between and the last, as the API shows them.
  package var shares: [Double] { [first, ((1 - first - last) * 1e9).rounded() / 1e9, last] }

  /// From the shares of the first, those between and the last; nil where they are not three that add up to 1.
  package init?(shares: [Double]) {
    guard shares.count == 3, shares.allSatisfy({ $0 >= 0 }), abs(shares.reduce(0, +) - 1) < 1e-6 else { return nil }
    self.init(first: shares[0], last: shares[2])
  }
}
