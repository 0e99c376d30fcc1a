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
    let sorted = followed.sorted()
    let half = max(1, count / 2)
    let arcs = sorted.reduce(into: UInt64(0)) { $0 += UInt64($1) }
    var edges: Set<UInt32> = []
    var (people, seen) = (UInt64(0), UInt64(0))
    var (nextPeople, nextArcs) = (UInt64(1), UInt64(1))
    for number in sorted where number < sorted[sorted.count - 1] {
      people += 1
      seen += UInt64(number)
      if people * UInt64(half) >= UInt64(sorted.count) * nextPeople {
        edges.insert(number)
        nextPeople = people * UInt64(half) / UInt64(sorted.count) + 1
      }
      if arcs > 0, seen * UInt64(half) >= arcs * nextArcs {
        edges.insert(number)
        nextArcs = seen * UInt64(half) / arcs + 1
      }
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
