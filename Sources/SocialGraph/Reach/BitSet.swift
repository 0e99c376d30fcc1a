/// Numbers below a bound, a bit each.
struct BitSet {
  private var words: [UInt64]

  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  /// Puts a number in; false where it is in already.
  @inline(__always) mutating func insert(_ number: UInt32) -> Bool {
    let bit: UInt64 = 1 << UInt64(number & 63)
    let word = Int(number >> 6)
    guard words[word] & bit == 0 else { return false }
    words[word] |= bit
    return true
  }
}
