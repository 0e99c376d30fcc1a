extension Identifier where Entity == Click {
  /// A new click id of `program`: a time-ordered UUID (RFC 9562, version 7) of the microsecond of `time`, with 46 random
  /// bits and, last, 16 bits that are the program's tag.
  ///
  /// The tag lets another program's click id be refused without a look into the database.
  package static func make(
    program: Program.ID, at time: Timestamp, using generator: inout some RandomNumberGenerator
  ) -> Self {
    let id = timeOrdered(at: time, using: &generator)
    return Self(high: id.high, low: id.low & ~0xffff | UInt64(tag(of: program)))
  }

  /// A new click id of `program`, from the system's random numbers.
  package static func make(program: Program.ID, at time: Timestamp) -> Self {
    var generator = SystemRandomNumberGenerator()
    return make(program: program, at: time, using: &generator)
  }

  /// Whether this can be a click of `program`: always true of its own clicks, and of one in 65,536 of others' ids.
  package func belongs(to program: Program.ID) -> Bool {
    timestamp != nil && UInt16(truncatingIfNeeded: low) == Self.tag(of: program)
  }

  /// 16 bits that depend on every bit of the program's id: its halves through the finalizer of SplitMix64 (Steele, Lea
  /// and Flood, 2014), folded. Stored ids depend on it: it never changes.
  private static func tag(of program: Program.ID) -> UInt16 {
    var mixed = program.high ^ (program.low &* 0x9e37_79b9_7f4a_7c15)
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    mixed ^= mixed >> 31
    return UInt16(truncatingIfNeeded: mixed ^ mixed >> 16 ^ mixed >> 32 ^ mixed >> 48)
  }
}
