/// Splits whole amounts by weight so that the parts are whole and sum to the amount.
///
/// Hamilton's method: each part is rounded down, and what is left goes, one unit each, to those who lost most by it.
public enum LargestRemainder {
  /// The parts of `amount` (not negative), one a weight, in the same order, summing to `amount` exactly.
  ///
  /// Equal weights are treated exactly alike; equal remainders are settled in favour of the earlier part. Weights
  /// that are all zero count as equal. There must be a weight at least; all must be finite and not negative.
  public static func split(_ amount: Int64, by weights: [Double]) -> [Int64] {
    precondition(amount >= 0, "a negative amount cannot be split")
    return parts(of: amount, by: weights)
  }

  /// The same of an amount below 2⁷⁵: by 53 bits of weight, its products are exact.
  static func parts<Amount: FixedWidthInteger>(of amount: Amount, by weights: [Double]) -> [Amount] {
    let largest = largest(of: weights)
    let total = weights.reduce(into: UInt128(0)) { $0 += UInt128(wholeUnits($1, largest: largest)) }
    var remainders: [UInt128] = []
    remainders.reserveCapacity(weights.count)
    var left = amount
    var parts = weights.map { weight in
      let unit = wholeUnits(weight, largest: largest)
      let (part, remainder) = (UInt128(amount) * UInt128(unit)).quotientAndRemainder(dividingBy: total)
      remainders.append(remainder)
      left -= Amount(part)
      return Amount(part)
    }
    give(Int64(left), to: &parts, by: remainders)
    return parts
  }

  /// Adds one to each of the `left` parts with the largest remainders, the earlier part first among equals.
  static func give<Part: FixedWidthInteger, Remainder: Comparable>(
    _ left: Int64, to parts: inout [Part], by remainders: [Remainder]
  ) {
    guard left > 0 else { return }
    let neediest = parts.indices.sorted { first, second in
      remainders[first] == remainders[second] ? first < second : remainders[first] > remainders[second]
    }
    for index in neediest.prefix(Int(left)) { parts[index] += 1 }
  }

  private static func largest(of weights: [Double]) -> Double {
    precondition(!weights.isEmpty, "nobody to split among")
    precondition(weights.allSatisfy { $0.isFinite && $0 >= 0 }, "weights must be finite and not negative")
    return weights.reduce(0, max)
  }

  /// A weight as a whole number, the largest one 2⁵²: from here on nothing is rounded unseen.
  private static func wholeUnits(_ weight: Double, largest: Double) -> UInt64 {
    largest > 0 ? UInt64((weight / largest * 0x1p52).rounded()) : 1
  }
}
