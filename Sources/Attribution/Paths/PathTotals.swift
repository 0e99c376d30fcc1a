/// Credits by a rule: what every touch earned, summed over paths without rounding.
struct PathTotals: PathTally {
  private let model: any Model
  private let settings: Settings
  /// By touch: millionths × 2⁵⁶, so that both factors of a product, and all sums, are whole numbers.
  private var conversions: [Int128] = []
  private var value: [Int128] = []
  private var sums = PathSums()
  /// The shares of journeys that only their length tells apart, as far as they were asked for.
  private var sharesByLength = [[Int64]](repeating: [], count: 100)

  private static let whole: Int64 = 1 << 56

  init(settings: Settings) {
    guard let model = Models.named(settings.model) else { preconditionFailure("settings hold a known model") }
    self.model = model
    self.settings = settings
  }

  mutating func add(_ row: borrowing PathRow) throws(PathFault) {
    try sums.add(row)
    makeRoom(for: row.touches)
    guard row.conversions > 0 || row.value > 0 else { return }
    let isTimed = model.heedsTimes && !row.times.isEmpty
    let shares = isTimed ? shares(of: row.times) : evenlySpaced(row.touches.count)
    for (touch, share) in zip(row.touches, shares) {
      conversions[touch] += Int128(row.conversions) * Int128(share)
      value[touch] += Int128(row.value) * Int128(share)
    }
  }

  /// A touch is told of also where nothing is credited to it.
  private mutating func makeRoom(for touches: [Int]) {
    guard let last = touches.max(), last >= conversions.count else { return }
    let missing = last + 1 - conversions.count
    conversions.append(contentsOf: repeatElement(0, count: missing))
    value.append(contentsOf: repeatElement(0, count: missing))
  }

  func result(names: [String]) -> PathResult {
    let touches = conversions.indices.sorted { names[$0] < names[$1] }
    let conversions = rounded(touches.map { self.conversions[$0] })
    let value = rounded(touches.map { self.value[$0] })
    let totals = touches.indices.map { index in
      TouchTotal(touch: names[touches[index]], conversions: conversions[index], value: value[index])
    }
    return PathResult(totals: totals)
  }

  private func rounded(_ sums: [Int128]) -> [Millionths] {
    let whole = Int128(Self.whole)
    let remainders = sums.map { UInt128($0 % whole) }
    let left = remainders.reduce(0, +) / UInt128(whole)
    var counts = sums.map { $0 / whole }
    LargestRemainder.give(Int64(left), to: &counts, by: remainders)
    return counts.map(Millionths.init)
  }

  private func shares(of times: [Int64]) -> [Int64] {
    LargestRemainder.split(Self.whole, by: model.weights(times: times, conversion: 0, settings: settings))
  }

  /// The shares of steps a day apart, the last one at the conversion.
  private mutating func evenlySpaced(_ count: Int) -> [Int64] {
    if count < sharesByLength.count, !sharesByLength[count].isEmpty { return sharesByLength[count] }
    let shares = shares(of: (1 - Int64(count)...0).map { $0 * microsecondsPerDay })
    if count < sharesByLength.count { sharesByLength[count] = shares }
    return shares
  }
}
