/// Places 0, 1, 2 … of a list, each in the chain of one vertex: the last that came is the first that is met.
struct Chains: Sendable {
  /// The last place of each vertex, and how many there are; a place is kept as one more than it is, 0 is none.
  private var heads: [Head]
  /// The place before each.
  private var before: [UInt32] = []

  private struct Head {
    var last: UInt32 = 0
    var length: UInt32 = 0
  }

  init(count: Int) { heads = Array(repeating: Head(), count: count) }

  mutating func grow(to count: Int) {
    heads.append(contentsOf: repeatElement(Head(), count: count - heads.count))
  }

  /// Gives the next place to a vertex.
  mutating func append(to vertex: Graph.Vertex) {
    before.append(heads[Int(vertex)].last)
    heads[Int(vertex)].last = UInt32(before.count)
    heads[Int(vertex)].length += 1
  }

  func length(of vertex: Graph.Vertex) -> Int { Int(heads[Int(vertex)].length) }

  @inline(__always) func forEach(of vertex: Graph.Vertex, _ body: (Int) -> Void) {
    var place = heads[Int(vertex)].last
    while place > 0 {
      body(Int(place) - 1)
      place = before[Int(place) - 1]
    }
  }
}
