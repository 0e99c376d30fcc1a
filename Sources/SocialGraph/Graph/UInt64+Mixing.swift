extension UInt64 {
  /// The number with its bits well mixed, one to one: the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
  @inline(__always) var mixed: UInt64 {
    var bits = self &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
