/// A small fast generator of pseudo-random numbers that a seed determines (Steele, Lea, Flood, *Fast splittable
/// pseudorandom number generators*, 2014). Not for secrets.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The numbers of this seed.
  public init(seed: UInt64) { state = seed }

  /// The numbers of one sample of a stream: the same whoever draws it, and whenever, so that results do not hang on how
  /// many threads share the samples.
  public init(seed: UInt64, stream: UInt64, sample: UInt64) {
    state = ((seed.mixed ^ stream).mixed ^ sample).mixed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    defer { state &+= 0x9E37_79B9_7F4A_7C15 }
    return state.mixed
  }
}
