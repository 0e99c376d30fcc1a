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
      let last = layers.last
      let layer = SketchLayer.joined(threads: threads, over: graph) { people in
        if let last {
          SketchLayer.next(people, of: graph, after: last, precision)
        } else {
          SketchLayer.first(people, of: graph, precision, keys)
        }
      }
      layers.append(layer)
    }
    self.layers = layers
    self.hops = hops
    self.count = graph.count
    self.precision = precision
    self.keys = keys
    near = (0..<UInt32(graph.count)).map { UInt32(graph.outDegree(of: $0) + 1) }
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
    return reach(of: vertex, &cardinality)
  }

  /// The same for everybody, each a row of `hops + 1`, one after the other.
  public func reachOfEverybody() -> [Double] {
    var cardinality = Cardinality()
    var rows: [Double] = []
    rows.reserveCapacity(count * (hops + 1))
    for vertex in 0..<UInt32(count) { rows += reach(of: vertex, &cardinality) }
    return rows
  }

  private func reach(of vertex: Graph.Vertex, _ cardinality: inout Cardinality) -> [Double] {
    var sizes = [1, Double(near[Int(vertex)])]
    for hop in 1..<hops {
      let estimate = cardinality.estimate(layers[hop][row(of: vertex)], precision)
      sizes.append(min(max(estimate, sizes[hop]), Double(count)))
    }
    return sizes
  }

  private func row(of vertex: Graph.Vertex) -> Range<Int> {
    let width = precision.registers / Registers.count
    return Int(vertex) * width..<(Int(vertex) + 1) * width
  }
}
