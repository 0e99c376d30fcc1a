/// 512 bits, one for each person of a block.
typealias Bits512 = SIMD8<UInt64>

extension SIMD8<UInt64> {
  /// The set of one.
  init(bit: Int) {
    self.init()
    self[bit >> 6] = 1 << UInt64(bit & 63)
  }

  @inline(__always) var isEmpty: Bool { wrappedOr == 0 }

  @inline(__always) private var wrappedOr: UInt64 {
    let four = lowHalf | highHalf
    let two = four.lowHalf | four.highHalf
    return two.x | two.y
  }

  /// How many bits are set. Counted within bytes first, which the vector unit of any processor does.
  @inline(__always) var bitCount: UInt32 {
    let fives = Self(repeating: 0x5555_5555_5555_5555)
    let threes = Self(repeating: 0x3333_3333_3333_3333)
    let nibbles = Self(repeating: 0x0f0f_0f0f_0f0f_0f0f)
    let pairs = self &- ((self &>> 1) & fives)
    let fours = (pairs & threes) &+ ((pairs &>> 2) & threes)
    let bytes = (fours &+ (fours &>> 4)) & nibbles
    let four = bytes.lowHalf &+ bytes.highHalf
    let two = four.lowHalf &+ four.highHalf
    // A byte of `two` is at most 32: together they may need more than a byte, and never more than two.
    let wide =
      (two & SIMD2(repeating: 0x00ff_00ff_00ff_00ff)) &+ ((two &>> 8) & SIMD2(repeating: 0x00ff_00ff_00ff_00ff))
    let sum = wide.x &+ wide.y
    return UInt32(truncatingIfNeeded: (sum &* 0x0001_0001_0001_0001) >> 48)
  }
}
