/// Conversions, and what they are worth, by touch and by how many different touches made the journey: all that the
/// Shapley value depends on.
///
/// Where a set of touches brings in what converted with no touch outside it, the value of a touch is
/// φ = Σ conversions(T) ÷ |T| over the sets T that it is in.
struct ShapleyCounts: Sendable {
  /// What converted with a touch in a set of one size, in millionths.
  struct Sum: Sendable {
    /// How many conversions.
    var conversions: Int128 = 0
    /// What they were worth.
    var value: Int128 = 0
  }

  /// By size, then by touch, for small sets; by size and touch for those that are rare.
  private var small = [[Sum]](repeating: [], count: 32)
  private var large: [UInt64: Sum] = [:]
  /// The last path that each touch was seen on.
  private var lastSeen: [Int] = []
  private var paths = 0
  private var different: [Int] = []

  /// Adds a path that converted `conversions` times, for `value` in all.
  mutating func add(_ path: [Int], conversions: Int64, value: Int64) {
    paths += 1
    different.removeAll(keepingCapacity: true)
    for touch in path {
      if touch >= lastSeen.count {
        lastSeen.append(contentsOf: repeatElement(0, count: touch + 1 - lastSeen.count))
      }
      guard lastSeen[touch] != paths else { continue }
      lastSeen[touch] = paths
      different.append(touch)
    }
    let size = different.count
    for touch in different {
      guard size < small.count else {
        let key = UInt64(touch) << 32 | UInt64(size)
        large[key, default: Sum()].conversions += Int128(conversions)
        large[key, default: Sum()].value += Int128(value)
        continue
      }
      if touch >= small[size].count {
        small[size].append(contentsOf: repeatElement(Sum(), count: touch + 1 - small[size].count))
      }
      small[size][touch].conversions += Int128(conversions)
      small[size][touch].value += Int128(value)
    }
  }

  /// For each touch that was on a path (empty for others), its sums by the size of the set, smallest first.
  var bySize: [[(size: Int, sum: Sum)]] {
    var sums = [[(size: Int, sum: Sum)]](repeating: [], count: lastSeen.count)
    for size in small.indices {
      for (touch, sum) in small[size].enumerated() where sum.conversions > 0 || sum.value > 0 {
        sums[touch].append((size, sum))
      }
    }
    for (key, sum) in large.sorted(by: { $0.key < $1.key }) where sum.conversions > 0 || sum.value > 0 {
      sums[Int(key >> 32)].append((Int(key & 0xFFFF_FFFF), sum))
    }
    return sums
  }
}

/// Fractions with whole-number numerators, added up without rounding.
enum ExactShares {
  /// Rounds Σ numerator ÷ size of each to whole numbers that still sum to `total`, by largest remainder.
  ///
  /// The exact sums must come to `total`. Remainders are compared over the least common denominator of all the sizes
  /// that occur; equal ones are settled in favour of the earlier.
  static func rounded(_ sums: [[(size: Int, numerator: Int128)]], total: Int128) -> [Int128] {
    var units: [Int: Natural] = [:]
    var denominator = Natural(1)
    for sum in sums {
      for part in sum where units[part.size] == nil {
        units[part.size] = denominator
        let left = denominator.quotientAndRemainder(dividingBy: UInt64(part.size)).remainder
        denominator *= UInt64(part.size) / greatestCommonDivisor(UInt64(part.size), left)
      }
    }
    for size in units.keys { units[size] = denominator.quotientAndRemainder(dividingBy: UInt64(size)).quotient }

    var remainders: [Natural] = []
    var left = total
    var whole = sums.map { sum in
      var count: Int128 = 0
      var remainder = Natural(0)
      for part in sum {
        let (quotient, over) = part.numerator.quotientAndRemainder(dividingBy: Int128(part.size))
        count += quotient
        guard over > 0, var fraction = units[part.size] else { continue }
        fraction *= UInt64(over)
        remainder += fraction
        if remainder >= denominator {
          remainder -= denominator
          count += 1
        }
      }
      remainders.append(remainder)
      left -= count
      return count
    }
    LargestRemainder.give(Int64(left), to: &whole, by: remainders)
    return whole
  }

  private static func greatestCommonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var (larger, smaller) = (first, second)
    while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}
