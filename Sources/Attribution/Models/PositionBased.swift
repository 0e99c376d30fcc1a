/// Fixed shares for the two ends, the rest spread evenly between them. Two touches share alike.
struct PositionBased: Model {
  let name = "position_based"
  let summary = "fixed shares to the first and the last touch, the rest evenly between them"
  let heedsTimes = false

  func weights(times: [Int64], strengths: [Double], conversion: Int64, settings: Settings) -> [Double] {
    guard times.count > 2 else { return strengths }
    let position = settings.position
    let first = firstTakes(of: strengths)
    let last = lastTakes(of: strengths)
    // The ends are the outermost clicks; exposures before and after them are of the middle, and only nibble at an end.
    let ends = [strengths.firstIndex(of: 1) ?? 0, strengths.lastIndex(of: 1) ?? strengths.count - 1]
    let middle = strengths.indices.filter { !ends.contains($0) }
    let between = max(0, 1 - position.first - position.last) / Double(max(1, middle.count))
    var weights = zip(first, last).map { $0 * position.first + $1 * position.last }
    for index in middle { weights[index] += between * strengths[index] }
    return weights
  }
}
