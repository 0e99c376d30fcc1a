/// Credits by removal effect: what would be missing without a touch, as a part of what would be missing without each.
struct MarkovTally: PathTally {
  private var sums = PathSums()
  private var counts: MarkovCounts

  init(order: Int) { counts = MarkovCounts(order: order) }

  mutating func add(_ row: borrowing PathRow) throws(PathFault) {
    guard !counts.isTooLarge else { return }
    try sums.add(row)
    counts.add(row.touches, conversions: row.conversions, nulls: row.nulls)
    guard !counts.isTooLarge else {
      throw PathFault(
        "order \(counts.order) has more than \(MarkovCounts.mostStates) states up to here: try a lower one")
    }
  }

  func result(names: [String]) -> PathResult {
    let touches = names.indices.sorted { names[$0] < names[$1] }
    var ranks = touches
    for (rank, touch) in touches.enumerated() { ranks[touch] = rank }
    guard !touches.isEmpty else { return PathResult(totals: [], bound: 0) }
    let effects = counts.removalEffects(ranks: ranks)
    let weights = touches.map { effects.values[$0] }
    let conversions = LargestRemainder.parts(of: sums.conversions, by: weights)
    let value = LargestRemainder.parts(of: sums.value, by: weights)
    let totals = touches.indices.map { rank in
      TouchTotal(
        touch: names[touches[rank]], conversions: Millionths(conversions[rank]), value: Millionths(value[rank]),
        removalEffect: weights[rank])
    }
    return PathResult(totals: totals, bound: effects.bound)
  }
}
