/// One direction of a graph in compressed rows: who stands next to each vertex, in ascending order, each once.
///
/// 4 bytes a vertex and 4 an arc, and 4 more an arc for weights and 8 more for times where they are kept.
public struct Adjacency: Sendable, Equatable {
  /// Where each vertex's row begins, and the end of the last.
  @usableFromInline var starts: [UInt32]
  /// The rows, one after the other.
  @usableFromInline var neighbours: [Graph.Vertex]
  /// A weight for each neighbour; empty where none are kept.
  var weights: [Float]
  /// A time for each neighbour; empty where none are kept.
  var times: [Int64]

  /// How many vertices there are.
  @inlinable public var count: Int { starts.count - 1 }

  /// Those who stand next to a vertex, in ascending order. Allocates nothing.
  @inlinable public subscript(vertex: Graph.Vertex) -> ArraySlice<Graph.Vertex> { neighbours[row(of: vertex)] }

  /// How many stand next to a vertex.
  @inlinable public func degree(of vertex: Graph.Vertex) -> Int {
    Int(starts[Int(vertex) + 1] &- starts[Int(vertex)])
  }

  /// Where a vertex's neighbours stand among all.
  @inlinable func row(of vertex: Graph.Vertex) -> Range<Int> {
    Int(starts[Int(vertex)])..<Int(starts[Int(vertex) + 1])
  }

  /// Where the arc between two vertices stands among all; nil where there is none.
  func place(of neighbour: Graph.Vertex, nextTo vertex: Graph.Vertex) -> Int? {
    var row = row(of: vertex)
    while !row.isEmpty {
      let middle = row.lowerBound + row.count / 2
      if neighbours[middle] == neighbour { return middle }
      row = neighbours[middle] < neighbour ? middle + 1..<row.upperBound : row.lowerBound..<middle
    }
    return nil
  }
}
