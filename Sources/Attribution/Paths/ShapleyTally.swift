/// Credits by Shapley value: what a path brings in goes to its different touches alike, in exact fractions.
struct ShapleyTally: PathTally {
  private var sums = PathSums()
  private var counts = ShapleyCounts()

  mutating func add(_ row: borrowing PathRow) throws(PathFault) {
    try sums.add(row)
    counts.add(row.touches, conversions: row.conversions, value: row.value)
  }

  func result(names: [String]) -> PathResult {
    let touches = names.indices.sorted { names[$0] < names[$1] }
    let bySize = counts.bySize
    let conversions = ExactShares.rounded(
      touches.map { bySize[$0].map { ($0.size, $0.sum.conversions) } }, total: sums.conversions)
    let value = ExactShares.rounded(touches.map { bySize[$0].map { ($0.size, $0.sum.value) } }, total: sums.value)
    let totals = touches.indices.map { rank in
      TouchTotal(
        touch: names[touches[rank]], conversions: Millionths(conversions[rank]), value: Millionths(value[rank]))
    }
    return PathResult(totals: totals)
  }
}
