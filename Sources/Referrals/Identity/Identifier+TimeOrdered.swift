extension Identifier {
  /// A new identifier that sorts by its time: UUID version 7 (RFC 9562, section 5.7), 48 bits of milliseconds since the
  /// Unix epoch, 12 bits of the fraction of the millisecond (section 6.2, method 3), 62 of the system's random numbers.
  package static func timeOrdered(at time: Timestamp) -> Self {
    var generator = SystemRandomNumberGenerator()
    return timeOrdered(at: time, using: &generator)
  }

  /// A new identifier that sorts by its time, its 62 random bits drawn from `generator`.
  package static func timeOrdered(at time: Timestamp, using generator: inout some RandomNumberGenerator) -> Self {
    let microseconds = UInt64(max(0, time.microseconds))
    let (milliseconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1000)
    let version: UInt64 = 0x7000
    let variant: UInt64 = 0x8000_0000_0000_0000
    return Self(
      high: milliseconds << 16 | version | (rest * 4096 / 1000),
      low: variant | (generator.next() & 0x3fff_ffff_ffff_ffff))
  }

  /// When a time-ordered identifier was made: exactly the time that `timeOrdered(at:)` was given. Of an identifier made
  /// elsewhere the millisecond is right, and what is behind it may be chance. `nil` for a UUID of another version.
  package var timestamp: Timestamp? {
    guard high >> 12 & 0xf == 7, low >> 62 == 2 else { return nil }
    // A microsecond is a little more than four steps of the fraction, so rounding up leads back to the very one.
    let rest = min((Int64(high & 0xfff) * 1000 + 4095) / 4096, 999)
    return Timestamp(microseconds: Int64(high >> 16) * 1000 + rest)
  }
}
