/// Who brought in whom: every person has at most one recruiter, and nobody is above themselves. Those without a
/// recruiter are the roots of its trees.
///
/// People are `0 ..< count`. Whatever is said, a forest comes of it, in time linear in what is said: a referral that
/// has no place is left out and named in `refused`.
public struct ReferralForest: Sendable {
  static let nobody = UInt32.max

  /// The recruiter of each person, or `nobody`.
  let recruiters: [UInt32]
  /// Everybody, recruiters before their recruits.
  let order: [UInt32]
  /// How many referrals each person is below the root of their tree.
  let depths: [UInt32]

  /// What was left out, in the order in which it was said.
  public let refused: [RefusedReferral]

  /// The forest of so many people and these referrals; where two contradict each other, the one said first stays.
  ///
  /// At most 2³² − 1 people.
  public init(people count: Int, referrals: some Sequence<Referral>) {
    precondition(count >= 0 && count < Int(Self.nobody), "people are numbered by 32 bits")
    var recruiters = [UInt32](repeating: Self.nobody, count: count)
    var trees = DisjointTrees(count: count)
    var refused: [RefusedReferral] = []
    for referral in referrals {
      if let reason = trees.refusal(of: referral, recruiters: recruiters) {
        refused.append(RefusedReferral(referral: referral, reason: reason))
      } else {
        recruiters[Int(referral.recruit)] = referral.recruiter
        trees.join(referral.recruit, to: referral.recruiter)
      }
    }
    self.refused = refused
    self.recruiters = recruiters
    (order, depths) = Self.descend(recruiters)
  }

  /// How many people there are.
  public var count: Int { recruiters.count }

  /// Those nobody brought in, by number.
  public var roots: [UInt32] { order.filter { depths[Int($0)] == 0 } }

  /// Who brought this person in.
  public func recruiter(of person: UInt32) -> UInt32? {
    let recruiter = recruiters[Int(person)]
    return recruiter == Self.nobody ? nil : recruiter
  }

  /// How many referrals a person is below the root of their tree.
  public func depth(of person: UInt32) -> Int { Int(depths[Int(person)]) }

  /// The person, their recruiter, that one's recruiter, and so on up to the root.
  public func chain(from person: UInt32) -> [UInt32] {
    Array(sequence(first: person) { self.recruiter(of: $0) })
  }

  /// Everybody by depth, and by number within it: a counting sort, as no stack holds a chain of a million people.
  private static func descend(_ recruiters: [UInt32]) -> (order: [UInt32], depths: [UInt32]) {
    let unknown = UInt32.max
    var depths = [UInt32](repeating: unknown, count: recruiters.count)
    var path: [Int] = []
    var sizes: [Int] = []
    for start in recruiters.indices where depths[start] == unknown {
      var person = start
      while depths[person] == unknown, recruiters[person] != nobody {
        path.append(person)
        person = Int(recruiters[person])
      }
      if depths[person] == unknown { depths[person] = 0 }
      var depth = depths[person]
      while let below = path.popLast() {
        depth += 1
        depths[below] = depth
      }
    }
    for depth in depths {
      while sizes.count <= Int(depth) { sizes.append(0) }
      sizes[Int(depth)] += 1
    }
    var next: [Int] = []
    var start = 0
    for size in sizes {
      next.append(start)
      start += size
    }
    var order = [UInt32](repeating: 0, count: recruiters.count)
    for person in recruiters.indices {
      let depth = Int(depths[person])
      order[next[depth]] = UInt32(person)
      next[depth] += 1
    }
    return (order, depths)
  }
}

/// Which people are in one tree already (union by size with path halving, Tarjan 1975).
private struct DisjointTrees {
  private var above: [UInt32]
  private var sizes: [UInt32]

  init(count: Int) {
    above = (0..<UInt32(count)).map { $0 }
    sizes = [UInt32](repeating: 1, count: count)
  }

  mutating func refusal(of referral: Referral, recruiters: [UInt32]) -> Referral.Refusal? {
    guard referral.recruiter < UInt32(above.count), referral.recruit < UInt32(above.count) else {
      return .unknownPerson
    }
    if referral.recruiter == referral.recruit { return .selfReferral }
    if recruiters[Int(referral.recruit)] != ReferralForest.nobody { return .secondRecruiter }
    // A recruit without a recruiter is the root of its tree, so that everybody in that tree is below it.
    return find(referral.recruiter) == find(referral.recruit) ? .cycle : nil
  }

  mutating func join(_ first: UInt32, to second: UInt32) {
    var (large, small) = (Int(find(first)), Int(find(second)))
    if sizes[large] < sizes[small] { swap(&large, &small) }
    above[small] = UInt32(large)
    sizes[large] += sizes[small]
  }

  private mutating func find(_ person: UInt32) -> UInt32 {
    var person = Int(person)
    while above[person] != UInt32(person) {
      above[person] = above[Int(above[person])]
      person = Int(above[person])
    }
    return UInt32(person)
  }
}
