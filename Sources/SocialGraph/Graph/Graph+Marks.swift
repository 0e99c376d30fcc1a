/// Weights and times stand beside the neighbours of the same row: the first belongs to the first.
extension Graph {
  /// Whether arcs have weights.
  public var isWeighted: Bool { !successors.weights.isEmpty }
  /// Whether arcs have times.
  public var isTimed: Bool { !successors.times.isEmpty }

  /// The weights of `successors(of:)`; nil where none are kept.
  public func weightsOfSuccessors(of vertex: Vertex) -> ArraySlice<Float>? { successors.weights(of: vertex) }
  /// The weights of `predecessors(of:)`; nil where none are kept.
  public func weightsOfPredecessors(of vertex: Vertex) -> ArraySlice<Float>? { predecessors.weights(of: vertex) }
  /// The times of `successors(of:)`; nil where none are kept.
  public func timesOfSuccessors(of vertex: Vertex) -> ArraySlice<Int64>? { successors.times(of: vertex) }
  /// The times of `predecessors(of:)`; nil where none are kept.
  public func timesOfPredecessors(of vertex: Vertex) -> ArraySlice<Int64>? { predecessors.times(of: vertex) }

  /// The arc between two vertices, with its weight and time where they are kept.
  public func arc(from: Vertex, to: Vertex) -> Arc? {
    guard let place = successors.place(of: to, nextTo: from) else { return nil }
    var arc = Arc(from: from, to: to)
    if isWeighted { arc.weight = successors.weights[place] }
    if isTimed { arc.time = successors.times[place] }
    return arc
  }
}

extension Adjacency {
  fileprivate func weights(of vertex: Graph.Vertex) -> ArraySlice<Float>? {
    weights.isEmpty ? nil : weights[row(of: vertex)]
  }

  fileprivate func times(of vertex: Graph.Vertex) -> ArraySlice<Int64>? {
    times.isEmpty ? nil : times[row(of: vertex)]
  }
}
