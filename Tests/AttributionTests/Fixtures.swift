import Attribution

typealias Step = Touch<String, Int>
typealias Path = Journey<String, Int>

/// Midnight of the day numbered `days`, in microseconds.
func day(_ days: Int64) -> Int64 { days * 86_400_000_000 }

/// A journey with a touch on each of these days, by advocates named a, b, c …, converting on the last of them.
func journey(days: [Int64], convertingOn conversion: Int64? = nil) -> Path {
  let touches = days.enumerated().map { index, age in
    Step(id: index, advocate: String(UnicodeScalar(UInt8(97 + index))), time: day(age))
  }
  return Path(touches: touches, conversion: day(conversion ?? days.last ?? 0), window: day(90))
}

/// Nobody was brought in by anybody.
func nobody(_: String) -> [String] { [] }

/// A seeded generator (SplitMix64, Steele, Lea and Flood 2014), so that a failure can be met again.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
