/// How many people each person of a graph reaches within each number of hops, the person included.
public struct ReachTable: Sendable, Equatable {
  /// The most hops there are figures for.
  public let hops: Int
  /// How many people there are.
  public let count: Int

  /// A row of `hops + 1` a person.
  var rows: [UInt32]

  init(count: Int, hops: Int, rows: [UInt32]) {
    self.count = count
    self.hops = hops
    self.rows = rows
  }

  /// People within 0, 1 … `hops` hops of a person; the first is 1, for the person alone.
  public subscript(vertex: Graph.Vertex) -> ArraySlice<UInt32> {
    rows[Int(vertex) * (hops + 1)..<(Int(vertex) + 1) * (hops + 1)]
  }

  /// People within some hops of a person.
  public subscript(vertex: Graph.Vertex, hop: Int) -> Int { Int(rows[Int(vertex) * (hops + 1) + hop]) }
}
