/// Durations counted in buckets that widen with the value: exact below 256 ns, within 1/128 of the value above.
///
/// Each power of two is cut into 128 equal buckets, so recording is a shift and an increment, and the size is fixed.
package struct Histogram {
  private static let bitsKept = 7

  private var counts = [UInt64](repeating: 0, count: (64 - bitsKept + 1) << bitsKept)
  /// How many durations were recorded.
  package private(set) var total: UInt64 = 0
  /// The longest of them.
  package private(set) var maximum: UInt64 = 0

  /// A histogram of nothing yet.
  package init() {}

  /// Counts one duration, in nanoseconds.
  package mutating func record(_ nanoseconds: UInt64) {
    counts[Self.bucket(of: nanoseconds)] += 1
    total += 1
    maximum = max(maximum, nanoseconds)
  }

  /// The least duration, in nanoseconds, that at least this share (0…1) of the recorded ones do not exceed:
  /// the upper end of its bucket, and never more than the largest recorded. 0 when nothing was recorded.
  package func quantile(_ share: Double) -> UInt64 {
    let rank = max(1, UInt64((Double(total) * share).rounded(.up)))
    var seen: UInt64 = 0
    for (bucket, count) in counts.enumerated() where count > 0 {
      seen += count
      if seen >= rank {
        return min(Self.upperEnd(of: bucket), maximum)
      }
    }
    return maximum
  }

  private static func bucket(of value: UInt64) -> Int {
    let shift = max(0, value.bitWidth - value.leadingZeroBitCount - (bitsKept + 1))
    return (shift << bitsKept) + Int(value >> UInt64(shift))
  }

  private static func upperEnd(of bucket: Int) -> UInt64 {
    let shift = max(0, (bucket >> bitsKept) - 1)
    let lowerEnd = UInt64(bucket - (shift << bitsKept)) << UInt64(shift)
    return lowerEnd + ((1 << UInt64(shift)) - 1)
  }
}
