/// The parts of revenue that the position-based model gives to the first touch, to those in the middle together, and
/// to the last; in any one unit, as in 40, 20, 40.
package struct PositionWeights: Hashable, Sendable {
  /// The part of the first touch.
  package var first: Double
  /// The part of the touches in the middle, together.
  package var middle: Double
  /// The part of the last touch.
  package var last: Double

  /// The usual parts: 40, 20, 40.
  package init(first: Double = 40, middle: Double = 20, last: Double = 40) {
    self.first = first
    self.middle = middle
    self.last = last
  }

  /// Whether the parts can be split by: none negative, and a sum of 1 or 100.
  package var isSound: Bool {
    let sum = first + middle + last
    return first >= 0 && middle >= 0 && last >= 0 && (abs(sum - 1) < 1e-9 || abs(sum - 100) < 1e-9)
  }
}
