/// Whom everybody of a graph reaches within 1, 2 … hops, as sketches: HyperBall (Boldi and Vigna 2013).
///
/// A byte a register, a hop and a person: 1,024 bytes a person for 256 registers and 4 hops. What is asked of any set of
/// people is answered from these, without the graph.
public struct ReachSketches: Sendable, Equatable {
  /// The most hops there are sketches for.
  public let hops: Int
  /// How many people there are.
  public let count: Int
  /// How many registers a sketch has.
  public let precision: Precision

  /// For hops 1 … `hops`, the registers of all people, one after the other.
  private let layers: [[Registers]]
  /// How many people are within one hop of each: that many exactly.
  private let near: [UInt32]
  /// The number that is each person's everywhere; empty where it is the vertex.
  private let keys: [UInt64]

  /// Sketches for everybody: as many passes over the arcs as there are hops.
  ///
  /// `keys` gives each vertex the number by which the person is known everywhere, such as an id in a database; sketches
  /// go together as long as keys do not change. Without it a person's key is the vertex. The outcome is the same bit for
  /// bit for any number of threads.
  public init(
    of graph: Graph, hops: Int, precision: Precision = .usual, keys: [UInt64] = [], threads: Int = 1
  ) {
    precondition(hops >= 1 && threads > 0, "there are sketches from the first hop on, and threads from 1")
    precondition(keys.isEmpty || keys.count == graph.count, "each vertex has one key")
    var layers: [[Registers]] = []
    for _ in 1...hops {
      layers.append(SketchLayer.after(layers.last, of: graph, precision, keys, threads: threads))
    }
    self.layers = layers
    self.hops = hops
    self.count = graph.count
    self.precision = precision
    self.keys = keys
    near = Self.near(graph)
  }

  /// Whom a person reaches within some hops, from 0, the person included.
  public func sketch(of vertex: Graph.Vertex, hops: Int) -> ReachSketch {
    guard hops > 0 else {
      var sketch = ReachSketch(precision: precision)
      sketch.insert(keys.isEmpty ? UInt64(vertex) : keys[Int(vertex)])
      return sketch
    }
    return ReachSketch(precision: precision, registers: layers[hops - 1][row(of: vertex)])
  }

  /// Whom any of these reach within some hops, themselves included.
  public func union(of vertices: some Sequence<Graph.Vertex>, hops: Int) -> ReachSketch {
    var whole = ReachSketch(precision: precision)
    for vertex in vertices { whole.formUnion(sketch(of: vertex, hops: hops)) }
    return whole
  }

  /// About how many people a person reaches within 0, 1 … `hops` hops: exactly up to one, and never fewer than within
  /// a hop less nor more than there are.
  public func reach(of vertex: Graph.Vertex) -> [Double] {
    var cardinality = Cardinality()
    var sizes = [1, Double(near[Int(vertex)])]
    for hop in 1..<hops {
      let estimate = cardinality.estimate(layers[hop][row(of: vertex)], precision)
      sizes.append(min(max(estimate, sizes[hop]), Double(count)))
    }
    return sizes
  }

  /// The same for everybody, in whole people.
  public func reachOfEverybody(threads: Int = 1) -> ReachTable {
    var table = ReachTable(near: near, hops: hops)
    for hop in 1..<hops { table.fill(hop + 1, SketchLayer.sizes(layers[hop], precision, threads: threads)) }
    return table
  }

  /// What `reachOfEverybody(threads:)` says of sketches of so many hops, without keeping them: two hops of sketches are in
  /// memory at a time.
  public static func reachOfEverybody(
    in graph: Graph, hops: Int, precision: Precision = .usual, threads: Int = 1
  ) -> ReachTable {
    precondition(hops >= 0 && threads > 0, "hops are counted from 0 and threads from 1")
    var table = ReachTable(near: Self.near(graph), hops: hops)
    guard hops > 1 else { return table }
    var layer: [Registers]?
    for hop in 1...hops {
      let next = SketchLayer.after(layer, of: graph, precision, [], threads: threads)
      if hop > 1 { table.fill(hop, SketchLayer.sizes(next, precision, threads: threads)) }
      layer = next
    }
    return table
  }

  private static func near(_ graph: Graph) -> [UInt32] {
    (0..<UInt32(graph.count)).map { UInt32(graph.outDegree(of: $0) + 1) }
  }

  private func row(of vertex: Graph.Vertex) -> Range<Int> {
    let width = precision.registers / Registers.count
    return Int(vertex) * width..<(Int(vertex) + 1) * width
  }
}

extension ReachTable {
  /// The first two columns: a person alone, and those who are near as well.
  fileprivate init(near: [UInt32], hops: Int) {
    self.init(count: near.count, hops: hops, rows: Array(repeating: 1, count: near.count * (hops + 1)))
    if hops > 0 { fill(1, near.map { Double($0) }) }
  }

  /// A column of estimates: never fewer than in the one before, nor more than there are people.
  fileprivate mutating func fill(_ hop: Int, _ sizes: [Double]) {
    for vertex in 0..<count {
      let place = vertex * (hops + 1) + hop
      rows[place] = max(rows[place - 1], UInt32(min(sizes[vertex], Double(count)).rounded()))
    }
  }
}
