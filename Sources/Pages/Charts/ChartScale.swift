/// The scale of a chart's values, from bottom to top, with round steps that hold every value.
struct ChartScale: Equatable {
  /// The values that have a line across, lowest first. The first is the bottom, the last the top.
  let ticks: [Double]

  /// A scale for values between two: always with zero, in at most five steps of 1, 2 or 5 times a power of ten, none
  /// smaller than 1 since values are whole.
  init(lowest: Double, highest: Double) {
    let low = min(lowest, 0)
    let high = max(highest, 0)
    var step = 1.0
    var factors = [2.0, 2.5, 2.0].makeIterator()
    while (high / step).rounded(.up) - (low / step).rounded(.down) > 5 {
      if let factor = factors.next() {
        step *= factor
      } else {
        factors = [2.0, 2.5, 2.0].makeIterator()
      }
    }
    let first = Int((low / step).rounded(.down))
    let last = max(Int((high / step).rounded(.up)), first + 1)
    ticks = (first...last).map { Double($0) * step }
  }

  /// How far up a value is, from 0 at the bottom to 1 at the top.
  func height(of value: Double) -> Double {
    let bottom = ticks[0]
    return (value - bottom) / (ticks[ticks.count - 1] - bottom)
  }
}
