/// A tie between two people: what `from` shares, `to` sees.
public struct Arc: Hashable, Sendable {
  public var from: Graph.Vertex
  public var to: Graph.Vertex
  /// How strong the tie is, in whatever unit the caller keeps to; kept by graphs that are weighted.
  public var weight: Float
  /// Since when there is a tie, in whatever unit the caller keeps to; kept by graphs that are timed.
  public var time: Int64

  public init(from: Graph.Vertex, to: Graph.Vertex, weight: Float = 1, time: Int64 = 0) {
    self.from = from
    self.to = to
    self.weight = weight
    self.time = time
  }
}
