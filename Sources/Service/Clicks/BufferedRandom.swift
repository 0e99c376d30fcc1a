import Glibc

/// The system's random numbers, fetched 32 at a time: one system call for the ids of eight clicks.
struct BufferedRandom: RandomNumberGenerator, Sendable {
  private var words = [UInt64](repeating: 0, count: 32)
  private var used = 32

  mutating func next() -> UInt64 {
    if used == words.count {
      // The most that getentropy gives at once is 256 bytes, and those it gives always.
      guard getentropy(&words, words.count * 8) == 0 else { preconditionFailure("the system has no random numbers") }
      used = 0
    }
    defer { used += 1 }
    return words[used]
  }
}
