/// The rewards along a chain of invitations that halve with every link: the finder takes one amount, who invited the
/// finder half of it, and so on up (Pickard and others, *Time-critical social mobilization*, 2011: the Red Balloon
/// challenge).
///
/// However long a chain is, it costs less than twice the finder's reward. But the scheme is open to false names: a
/// finder who invites themselves under another name takes two of the rewards.
public struct RecursiveIncentive: Hashable, Sendable {
  /// What the finder takes, in minor units.
  public let finder: Int64

  /// With this reward for the finder, in minor units; not negative.
  public init(finder: Int64) {
    precondition(finder >= 0, "a reward is not negative")
    self.finder = finder
  }

  /// What somebody so many invitations above the finder takes, in minor units, rounded down.
  public func reward(above links: Int) -> Int64 { links < 0 ? 0 : finder >> Int64(min(links, 63)) }

  /// The rewards of a chain of so many people, the finder's first.
  public func rewards(people: Int) -> [Int64] { (0..<max(people, 0)).map(reward(above:)) }

  /// What such a chain costs.
  public func total(people: Int) -> Int64 { (0..<min(max(people, 0), 64)).reduce(0) { $0 + reward(above: $1) } }

  /// Who takes what for somebody's find, from the finder up to the root.
  public func rewards(for finder: UInt32, in forest: ReferralForest) -> [(person: UInt32, reward: Int64)] {
    forest.chain(from: finder).enumerated().map { (person: $1, reward: reward(above: $0)) }
  }
}
