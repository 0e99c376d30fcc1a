/// A tie between two people: what `from` shares, `to` sees.
public struct Arc: Hashable, Sendable {
  /// Who shares.
  public var from: Graph.Vertex
  /// Who sees it.
  public var to: Graph.Vertex
  /// How strong the tie is, in whatever unit the caller keeps to; kept by graphs that are weighted.
  public var weight: Float
  /// Since when there is a tie, in whatever unit the caller keeps to; kept by graphs that are timed.
  public var time: Int64

  /// A tie; a weight and a time matter only to graphs that keep them.
  public init(from: Graph.Vertex, to: Graph.Vertex, weight: Float = 1, time: Int64 = 0) {
    self.from = from
    self.to = to
    self.weight = weight
    self.time = time
  }
}
