/// Who sees what whom shares: a directed graph that does not change, in compressed rows, both directions.
///
/// Vertices are 0 ..< `count`. An arc a → b says that b sees what a shares, so reach follows arcs from origin to target.
/// A self-loop is dropped, and an arc that is given more than once counts once, with the greatest weight and the earliest
/// time that it was given with. The order in which arcs are given makes no difference.
public struct Graph: Sendable, Equatable {
  /// A person, by number.
  public typealias Vertex = UInt32

  /// How many vertices there are, those without any arc included.
  @inlinable public var count: Int { successors.count }

  /// Who sees what each vertex shares.
  public internal(set) var successors: Adjacency
  /// Whose shares each vertex sees.
  public internal(set) var predecessors: Adjacency

  /// A graph of vertices 0 ..< `count`, or as many as the arcs name where it is not given.
  ///
  /// Takes the list apart as it goes: at its most it holds about 12 bytes an arc (weights and times aside). A graph has
  /// at most 4,294,967,295 arcs; an arc beyond `count` is a mistake of the caller.
  public init(_ arcs: consuming ArcList, count: Int? = nil) {
    let count = count ?? arcs.vertexCount
    precondition(arcs.vertexCount <= count, "an arc names a vertex beyond the count")
    var successors = Adjacency(byTarget: arcs, count: count).transposed()
    successors.removeDuplicates()
    predecessors = successors.transposed()
    self.successors = successors
  }

  /// A graph of arcs at hand, as `init(_:count:)`.
  public init(
    _ arcs: some Sequence<Arc>, count: Int? = nil, isWeighted: Bool = false, isTimed: Bool = false
  ) {
    var list = ArcList(isWeighted: isWeighted, isTimed: isTimed)
    for arc in arcs { list.append(arc) }
    self.init(list, count: count)
  }

  /// How many arcs there are.
  @inlinable public var arcCount: Int { successors.neighbours.count }

  /// Those who see what a vertex shares, in ascending order. Allocates nothing.
  @inlinable public func successors(of vertex: Vertex) -> ArraySlice<Vertex> { successors[vertex] }

  /// Those whose shares a vertex sees, in ascending order. Allocates nothing.
  @inlinable public func predecessors(of vertex: Vertex) -> ArraySlice<Vertex> { predecessors[vertex] }

  /// How many see what a vertex shares.
  @inlinable public func outDegree(of vertex: Vertex) -> Int { successors.degree(of: vertex) }

  /// How many a vertex sees the shares of.
  @inlinable public func inDegree(of vertex: Vertex) -> Int { predecessors.degree(of: vertex) }

  /// Whether there is an arc: by bisection.
  public func contains(from: Vertex, to: Vertex) -> Bool { successors.place(of: to, nextTo: from) != nil }
}
