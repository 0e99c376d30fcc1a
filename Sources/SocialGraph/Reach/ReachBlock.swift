/// Who reaches the people of one block of 512, and within how many hops: a breadth-first search from all of them at once,
/// against the arcs, with a bit a person of the block (Then and others 2014, "The more the merrier").
///
/// While few are reached, each hop visits those reached last and who is next to them; once they have many arcs, it
/// passes over everybody in order.
struct ReachBlock {
  static let size = 512

  /// Whom of the block each vertex reaches.
  private var reached: [Bits512]
  /// The same after the next hop or, while few are reached, what the next hop adds; empty between hops.
  private var coming: [Bits512]
  /// Whom of the block each vertex reached first at the last hop; holds for those on the edge.
  private var fresh: [Bits512]
  /// Who reached anybody first at the last hop.
  private var edge: [Graph.Vertex] = []
  private var touched: [Graph.Vertex] = []

  init(count: Int) {
    reached = Array(repeating: .zero, count: count)
    coming = reached
    fresh = reached
  }

  /// Adds to each person's row of `hops + 1` how many of the block they reach first at each hop from the second on.
  mutating func count(
    _ people: Range<Int>, in graph: Graph, hops: Int, into rows: inout [UInt32]
  ) {
    edge.removeAll(keepingCapacity: true)
    touched.removeAll(keepingCapacity: true)
    for (bit, person) in people.enumerated() {
      reached[person] = Bits512(bit: bit)
      fresh[person] = reached[person]
      edge.append(Graph.Vertex(person))
      touched.append(Graph.Vertex(person))
    }
    for hop in 1...hops {
      let work = edge.reduce(0) { $0 + graph.inDegree(of: $1) }
      guard work > 0 else { break }
      if work > graph.arcCount / 4 {
        sweep(graph, hops: hop...hops, into: &rows)
        reached.withContiguousMutableStorageIfAvailable { $0.update(repeating: .zero) }
        coming.withContiguousMutableStorageIfAvailable { $0.update(repeating: .zero) }
        return
      }
      spread(graph, hop: hop, hops: hops, into: &rows)
    }
    for vertex in touched { reached[Int(vertex)] = .zero }
  }

  /// A hop from those on the edge.
  private mutating func spread(_ graph: Graph, hop: Int, hops: Int, into rows: inout [UInt32]) {
    var next: [Graph.Vertex] = []
    for vertex in edge {
      let bits = fresh[Int(vertex)]
      for other in graph.predecessors(of: vertex) {
        let other = Int(other)
        if coming[other].isEmpty { next.append(Graph.Vertex(other)) }
        coming[other] |= bits
      }
    }
    edge.removeAll(keepingCapacity: true)
    for vertex in next {
      let place = Int(vertex)
      let bits = coming[place] & ~reached[place]
      coming[place] = .zero
      guard !bits.isEmpty else { continue }
      if hop > 1 { rows[place * (hops + 1) + hop] += bits.bitCount }
      if reached[place].isEmpty { touched.append(vertex) }
      reached[place] |= bits
      fresh[place] = bits
      edge.append(vertex)
    }
  }

  /// The remaining hops over everybody.
  private mutating func sweep(_ graph: Graph, hops: ClosedRange<Int>, into rows: inout [UInt32]) {
    let width = hops.upperBound + 1
    for hop in hops {
      var isNew = false
      for vertex in 0..<graph.count {
        let known = reached[vertex]
        var bits = known
        for other in graph.successors(of: Graph.Vertex(vertex)) { bits |= reached[Int(other)] }
        coming[vertex] = bits
        bits &= ~known
        guard !bits.isEmpty else { continue }
        isNew = true
        if hop > 1 { rows[vertex * width + hop] += bits.bitCount }
      }
      guard isNew else { return }
      swap(&reached, &coming)
    }
  }
}
