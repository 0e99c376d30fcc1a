/// A graph that takes edges as they come.
///
/// It is a `Graph` and, beside it, what came since: a short chain of additions a vertex. Additions are folded into the
/// graph when they are a quarter of it, so that taking an arc costs the same on average however large the graph has
/// grown. Every question has the same answer before a fold as after; only the order of neighbours differs. Self-loops
/// and duplicates are what they are to a `Graph`.
public struct GrowingGraph: Sendable {
  /// How many vertices there are.
  public private(set) var count: Int
  /// Whether weights are kept.
  public let isWeighted: Bool
  /// Whether times are kept.
  public let isTimed: Bool

  /// What is folded in.
  private(set) var base: Graph
  /// What came since, in the order it came.
  private(set) var added: [Arc] = []
  /// Where an arc stands in `added`, by its ends: the origin in the upper half, the target in the lower.
  private var places: [UInt64: Int] = [:]
  private var outgoing: Chains
  private var incoming: Chains

  /// A graph to start from. Whether there are weights and times goes by it, but for a graph without arcs, where it goes
  /// by what is said here.
  public init(_ base: Graph = Graph(ArcList()), isWeighted: Bool = false, isTimed: Bool = false) {
    self.base = base
    self.count = base.count
    self.isWeighted = base.arcCount == 0 ? isWeighted : base.isWeighted
    self.isTimed = base.arcCount == 0 ? isTimed : base.isTimed
    outgoing = Chains(count: base.count)
    incoming = Chains(count: base.count)
  }

  /// How many arcs there are.
  public var arcCount: Int { base.arcCount + added.count }

  /// Makes sure of vertices 0 ..< `count`.
  public mutating func reserve(count: Int) {
    guard count > self.count else { return }
    self.count = count
    outgoing.grow(to: count)
    incoming.grow(to: count)
  }

  /// Takes an arc, with whatever vertices it needs. Vertices are numbers without gaps: there is room kept for each below
  /// the greatest. Returns whether the arc is new.
  @discardableResult public mutating func insert(_ arc: Arc) -> Bool {
    reserve(count: Int(max(arc.from, arc.to)) + 1)
    guard arc.from != arc.to, !merge(arc) else { return false }
    places[arc.ends] = added.count
    added.append(arc)
    outgoing.append(to: arc.from)
    incoming.append(to: arc.to)
    if added.count >= max(Self.leastFold, (base.arcCount + count) / 4) { fold() }
    return true
  }

  /// Everything as a graph that does not change: folds, and copies nothing.
  public mutating func graph() -> Graph {
    if !added.isEmpty || base.count < count { fold() }
    return base
  }

  /// Calls for each of those who see what a vertex shares, in no order.
  public func forEachSuccessor(of vertex: Graph.Vertex, _ body: (Graph.Vertex) -> Void) {
    if Int(vertex) < base.count { for other in base.successors(of: vertex) { body(other) } }
    outgoing.forEach(of: vertex) { body(added[$0].to) }
  }

  /// Calls for each of those whose shares a vertex sees, in no order.
  public func forEachPredecessor(of vertex: Graph.Vertex, _ body: (Graph.Vertex) -> Void) {
    if Int(vertex) < base.count { for other in base.predecessors(of: vertex) { body(other) } }
    incoming.forEach(of: vertex) { body(added[$0].from) }
  }

  /// How many see what a vertex shares.
  public func outDegree(of vertex: Graph.Vertex) -> Int {
    (Int(vertex) < base.count ? base.outDegree(of: vertex) : 0) + outgoing.length(of: vertex)
  }

  /// How many a vertex sees the shares of.
  public func inDegree(of vertex: Graph.Vertex) -> Int {
    (Int(vertex) < base.count ? base.inDegree(of: vertex) : 0) + incoming.length(of: vertex)
  }

  /// The arc between two vertices, with its weight and time where they are kept; nil where there is none.
  public func arc(from: Graph.Vertex, to: Graph.Vertex) -> Arc? {
    if let place = places[Arc(from: from, to: to).ends] {
      let arc = added[place]
      return Arc(from: from, to: to, weight: isWeighted ? arc.weight : 1, time: isTimed ? arc.time : 0)
    }
    return Int(max(from, to)) < base.count ? base.arc(from: from, to: to) : nil
  }

  private static let leastFold = 1024

  /// Merges an arc with its like; false where there is none.
  private mutating func merge(_ arc: Arc) -> Bool {
    if let place = places[arc.ends] {
      added[place].weight = max(added[place].weight, arc.weight)
      added[place].time = min(added[place].time, arc.time)
      return true
    }
    return Int(max(arc.from, arc.to)) < base.count && base.merge(arc)
  }

  private mutating func fold() {
    var arcs = ArcList(isWeighted: isWeighted, isTimed: isTimed)
    base.forEachArc { arcs.append($0) }
    for arc in added { arcs.append(arc) }
    added.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    base = Graph(arcs, count: count)
    outgoing = Chains(count: count)
    incoming = Chains(count: count)
  }
}

extension Arc {
  fileprivate var ends: UInt64 { UInt64(from) << 32 | UInt64(to) }
}
