extension ReachSketches {
  /// The people who together reach most within so many hops, as far as the sketches tell: chosen greedily, like
  /// `Graph.advocates`, by how much the union grows. So many, or as many as there are to choose among.
  ///
  /// No figures come with them: the choice falls on those whose sketches err upwards together, so that what these say of
  /// their own choice is far too much (as with `IndependentCascade.chooseSeeds`). `Graph.reach(ofAny:hops:)` says
  /// what it is; and a few times as many as are wanted, as the candidates of `Graph.advocates`, make a better choice.
  ///
  /// - Parameters:
  ///   - hops: from 0 to as many as there are sketches for.
  ///   - candidates: whom to choose among; nothing said: everybody.
  public func advocates(
    _ count: Int, reachingMostWithin hops: Int, among candidates: [Graph.Vertex]? = nil
  ) -> [Graph.Vertex] {
    var reach = SketchedReach(self, hops: hops)
    let candidates = candidates.map { Array(Set($0)) } ?? Array(0..<Graph.Vertex(self.count))
    var greedy = LazyGreedy(bounds: candidates.map { (person: $0, bound: self.reach(of: $0)[hops]) })
    var chosen: [Graph.Vertex] = []
    while chosen.count < count, let next = greedy.choose(from: &reach) { chosen.append(next.person) }
    return chosen
  }
}

/// Whom some people reach within some hops, about.
private struct SketchedReach: Coverage {
  private let sketches: ReachSketches
  private let hops: Int
  private var union: ReachSketch
  /// How many people they are; it never falls, however the estimates do.
  private var size = 0.0

  init(_ sketches: ReachSketches, hops: Int) {
    self.sketches = sketches
    self.hops = hops
    union = ReachSketch(precision: sketches.precision)
  }

  mutating func gain(of person: Graph.Vertex) -> Double {
    max(0, union.union(sketches.sketch(of: person, hops: hops)).estimate - size)
  }

  mutating func take(_ person: Graph.Vertex) {
    union.formUnion(sketches.sketch(of: person, hops: hops))
    size = max(size, union.estimate)
  }
}
