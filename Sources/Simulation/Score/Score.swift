/// How far credits are from the truth.
package struct Score: Sendable, Equatable {
  /// Σ|credit − truth| ÷ Σ truth: 0 is right, 1 is as wrong as crediting nobody.
  package let misplaced: Double
  /// Σ credit ÷ Σ truth: above 1, more is claimed than was caused.
  package let claimed: Double
  /// Spearman's rank correlation of credit and truth over the advocates; nil where all are alike in one of the two.
  package let rankCorrelation: Double?
  /// The share of the advocates whose truth lies in the model's interval; nil where it gives none.
  package let covered: Double?

  /// Nil where nobody caused anything: then there is nothing to be measured by.
  package init?(credits: [Int64], intervals: [ClosedRange<Double>]? = nil, truth: [Int64]) {
    precondition(intervals.map { $0.count == truth.count } ?? true, "an interval an advocate")
    precondition(credits.count == truth.count, "a credit an advocate")
    let caused = Double(truth.reduce(0, +))
    guard caused > 0 else { return nil }
    misplaced = zip(credits, truth).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / caused
    claimed = Double(credits.reduce(0, +)) / caused
    covered = intervals.map {
      zip($0, truth).reduce(0) { $0 + ($1.0.contains(Double($1.1)) ? 1 : 0) } / Double(truth.count)
    }
    rankCorrelation = Self.correlation(Self.ranks(credits), Self.ranks(truth))
  }

  /// From 1 up; those that are alike share the mean of their ranks.
  private static func ranks(_ values: [Int64]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }

  private static func correlation(_ first: [Double], _ second: [Double]) -> Double? {
    let count = Double(first.count)
    let (mean, other) = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    var (both, one, two) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
      both += (x - mean) * (y - other)
      one += (x - mean) * (x - mean)
      two += (y - other) * (y - other)
    }
    return one > 0 && two > 0 ? both / (one * two).squareRoot() : nil
  }
}
