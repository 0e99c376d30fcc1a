/// How long a round of referrals takes.
public struct CycleTime: Hashable, Sendable {
  /// The median time from a person's joining to the joining of somebody they brought in; the mean of the two in the
  /// middle where the number is even. In the unit of the times given.
  public let median: Double
  /// Of how many referrals.
  public let referrals: Int
  /// How many referrals were not counted, because a time is missing or the recruit joined before the recruiter.
  public let uncounted: Int
}

extension ReferralForest {
  /// The cycle time of all referrals, given when each person joined (not a number: unknown); nothing where no referral
  /// has both its times.
  public func cycleTime(joined: [Double]) -> CycleTime? {
    precondition(joined.count == count, "one time a person")
    var waits: [Double] = []
    var referrals = 0
    for (person, recruiter) in recruiters.enumerated() where recruiter != Self.nobody {
      referrals += 1
      let wait = joined[person] - joined[Int(recruiter)]
      if wait >= 0, wait.isFinite { waits.append(wait) }
    }
    guard !waits.isEmpty else { return nil }
    waits.sort()
    let middle = waits.count / 2
    let median = waits.count % 2 == 1 ? waits[middle] : waits[middle - 1] + (waits[middle] - waits[middle - 1]) / 2
    return CycleTime(median: median, referrals: waits.count, uncounted: referrals - waits.count)
  }

  /// How many people a person has brought in, on average over all: the K-factor as it came about. Nothing where there
  /// is nobody.
  public var recruitsPerPerson: Ratio? {
    guard count > 0 else { return nil }
    return Ratio(UInt128(count - roots.count), UInt128(count))
  }
}
