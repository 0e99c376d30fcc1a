/// What reach needs of a graph.
protocol Network {
  var count: Int { get }
  func forEachSuccessor(of vertex: Graph.Vertex, _ body: (Graph.Vertex) -> Void)
}

extension Network {
  /// People within 0, 1 … `hops` hops of any of these: a breadth-first search from all of them at once. People named
  /// twice count once. One bit a vertex of the graph, and time in proportion to what is reached.
  func ball(around vertices: some Sequence<Graph.Vertex>, hops: Int) -> [Int] {
    precondition(hops >= 0, "hops are counted from 0")
    var seen = BitSet(count: count)
    var reached = vertices.filter { seen.insert($0) }
    var sizes = [reached.count]
    var known = 0
    for _ in 0..<hops {
      let edge = known..<reached.count
      known = edge.upperBound
      for place in edge {
        forEachSuccessor(of: reached[place]) { if seen.insert($0) { reached.append($0) } }
      }
      sizes.append(reached.count)
    }
    return sizes
  }
}

extension Graph: Network {
  @inline(__always) func forEachSuccessor(of vertex: Vertex, _ body: (Vertex) -> Void) {
    for other in successors(of: vertex) { body(other) }
  }

  /// People within 0, 1 … `hops` hops of a person along the arcs, the person included: exactly.
  public func reach(of vertex: Vertex, hops: Int) -> [Int] { ball(around: CollectionOfOne(vertex), hops: hops) }

  /// People within 0, 1 … `hops` hops of at least one of these, who are included, each counted once: exactly.
  public func reach(ofAny vertices: some Sequence<Vertex>, hops: Int) -> [Int] { ball(around: vertices, hops: hops) }
}

extension GrowingGraph: Network {
  /// People within 0, 1 … `hops` hops of a person along the arcs, the person included: exactly.
  public func reach(of vertex: Graph.Vertex, hops: Int) -> [Int] {
    ball(around: CollectionOfOne(vertex), hops: hops)
  }

  /// People within 0, 1 … `hops` hops of at least one of these, who are included, each counted once: exactly.
  public func reach(ofAny vertices: some Sequence<Graph.Vertex>, hops: Int) -> [Int] {
    ball(around: vertices, hops: hops)
  }
}
