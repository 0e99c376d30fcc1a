/// People divided by how many they follow, so that the well-connected buying more anyway is not taken for influence.
public struct HazardStrata: Hashable, Sendable {
  /// The most that people of each stratum but the last follow, ascending.
  public let edges: [UInt32]

  /// Strata with those edges, which must ascend; one more than there are edges, up to 256.
  public init(edges: [UInt32]) {
    precondition(zip(edges, edges.dropFirst()).allSatisfy(<) && edges.count < 256, "edges of strata ascend")
    self.edges = edges
  }

  /// Up to `count` strata: half of the edges divide the people into equal numbers, half divide whom they follow; fewer
  /// where many people follow as many.
  ///
  /// Quantiles of people alone would put the well-connected into one stratum, who see most of what is posted and differ
  /// most among themselves.
  public init(quantiles count: Int, of followed: [UInt32]) {
    self.init(quantiles: count, ofGroups: followed.map { (followed: $0, people: 1) })
  }

  /// The same of how many people follow how many each.
  public init(quantiles count: Int, ofGroups people: [(followed: UInt32, people: Int)]) {
    let groups = Dictionary(people.map { ($0.followed, $0.people) }, uniquingKeysWith: +)
      .filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { (followed: $0.key, people: $0.value) }
    let half = UInt64(max(1, count / 2))
    let all = groups.reduce(into: UInt64(0)) { $0 += UInt64($1.people) }
    let arcs = groups.reduce(into: UInt64(0)) { $0 += UInt64($1.followed) * UInt64($1.people) }
    var edges: Set<UInt32> = []
    var (people, seen) = (UInt64(0), UInt64(0))
    // The last ones are the last stratum.
    for group in groups.dropLast() {
      let before = (people: people, seen: seen)
      people += UInt64(group.people)
      seen += UInt64(group.followed) * UInt64(group.people)
      if people * half / all > before.people * half / all { edges.insert(group.followed) }
      if arcs > 0, seen * half / arcs > before.seen * half / arcs { edges.insert(group.followed) }
    }
    self.init(edges: edges.sorted())
  }

  /// How many strata there are.
  public var count: Int { edges.count + 1 }

  /// The stratum of somebody who follows so many.
  public func stratum(of followed: UInt32) -> UInt8 {
    UInt8(edges.firstIndex { followed <= $0 } ?? edges.count)
  }
}
