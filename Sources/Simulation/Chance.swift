import Glibc

/// Random numbers by address: a draw depends on the seed, on what it is for and on whom it is about, and on nothing that
/// was drawn before.
///
/// That is what makes a world without one advocate's shares comparable: everything else in it draws the same numbers.
/// (After Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"; the mixing is the finaliser of
/// SplitMix64 by Steele, Lea, Flood 2014.)
struct Chance: Sendable {
  /// What a draw is for.
  enum Purpose: UInt64, Sendable {
    case followed = 1, follows, community, taste, tasteOfFriends
    case choice, activity, persuasiveness, gap, share, channel
    case sight, sightDelay, retold, retoldSight, retoldDelay
    case persuasion, decision, clicker, idle, clickAtPurchase, clickLead, along, alongLead
    case organic, amount, repeated, repeatGap, refund, refundDelay, refundShare, recruited
    case clickID, visitorID
  }

  private let key: UInt64

  /// The draws of a seed.
  init(seed: UInt64) { key = Self.mixed(seed &+ Self.step) }

  private init(key: UInt64) { self.key = key }

  /// Draws of their own for an entity, such as one share.
  func of(_ purpose: Purpose, _ first: Int, _ second: Int = 0) -> Chance {
    Chance(key: bits(purpose, first, second))
  }

  /// 64 random bits.
  func bits(_ purpose: Purpose, _ first: Int, _ second: Int = 0) -> UInt64 {
    var bits = Self.mixed(key &+ Self.step &* purpose.rawValue)
    bits = Self.mixed(bits ^ (UInt64(bitPattern: Int64(first)) &* 0xd6e8_feb8_6659_fd93))
    return Self.mixed(bits &+ UInt64(bitPattern: Int64(second)) &* 0xa076_1d64_78bd_642f &+ Self.step)
  }

  /// Evenly between 0 and 1, both left out.
  func uniform(_ purpose: Purpose, _ first: Int, _ second: Int = 0) -> Double {
    (Double(bits(purpose, first, second) >> 12) + 0.5) * 0x1p-52
  }

  /// Exponentially distributed, mean 1.
  func exponential(_ purpose: Purpose, _ first: Int, _ second: Int = 0) -> Double {
    -log(uniform(purpose, first, second))
  }

  /// Normally distributed, mean 0 and variance 1 (Box and Muller 1958).
  func normal(_ purpose: Purpose, _ first: Int, _ second: Int = 0) -> Double {
    let bits = bits(purpose, first, second)
    let radius = (Double(bits >> 12) + 0.5) * 0x1p-52
    let angle = (Double(Self.mixed(bits &+ Self.step) >> 12) + 0.5) * 0x1p-52
    return sqrt(-2 * log(radius)) * cos(2 * .pi * angle)
  }

  private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

  private static func mixed(_ bits: UInt64) -> UInt64 {
    var bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
