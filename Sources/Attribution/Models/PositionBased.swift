/// Fixed shares for the two ends, the rest spread evenly between them. Two touches share alike.
struct PositionBased: Model {
  let name = "position_based"
  let summary = "fixed shares to the first and the last touch, the rest evenly between them"

  func weights(times: [Int64], conversion: Int64, settings: Settings) -> [Double] {
    guard times.count > 2 else { return [Double](repeating: 1, count: times.count) }
    let position = settings.position
    let between = max(0, 1 - position.first - position.last) / Double(times.count - 2)
    var weights = [Double](repeating: between, count: times.count)
    weights[0] = position.first
    weights[times.count - 1] = position.last
    return weights
  }
}
