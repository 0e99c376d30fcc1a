import Dispatch
import Synchronization

/// The sketches of everybody at one hop: the registers of all people, one after the other.
enum SketchLayer {
  /// The layer after one, or the first.
  static func after(
    _ last: [Registers]?, of graph: Graph, _ precision: Precision, _ keys: [UInt64], threads: Int
  ) -> [Registers] {
    joined(graph.shares(threads)) { people in
      if let last { next(people, of: graph, after: last, precision) } else { first(people, of: graph, precision, keys) }
    }
  }

  /// How many everybody reaches, about.
  static func sizes(_ layer: [Registers], _ precision: Precision, threads: Int) -> [Double] {
    let width = precision.registers / Registers.count
    let count = layer.count / width
    let share = max((count + threads - 1) / threads, 1)
    let shares = stride(from: 0, to: count, by: share).map { $0..<min($0 + share, count) }
    return joined(shares) { people in
      var cardinality = Cardinality()
      return people.map { cardinality.estimate(layer[$0 * width..<($0 + 1) * width], precision) }
    }
  }

  /// People and those next to them.
  private static func first(
    _ people: Range<Int>, of graph: Graph, _ precision: Precision, _ keys: [UInt64]
  ) -> [Registers] {
    let width = precision.registers / Registers.count
    var layer = [Registers](repeating: Registers(), count: people.count * width)
    // Looked up once a person, not once an arc.
    let places = (0..<graph.count).map { vertex -> (place: UInt16, value: UInt8) in
      let (place, value) = precision.register(of: keys.isEmpty ? UInt64(vertex) : keys[vertex])
      return (UInt16(place), value)
    }
    func insert(_ vertex: Int, _ start: Int) {
      let (place, value) = places[vertex]
      let (piece, lane) = (start + Int(place) / Registers.count, Int(place) % Registers.count)
      layer[piece][lane] = max(layer[piece][lane], value)
    }
    for vertex in people {
      let start = (vertex - people.lowerBound) * width
      insert(vertex, start)
      for other in graph.successors(of: Graph.Vertex(vertex)) { insert(Int(other), start) }
    }
    return layer
  }

  /// Whom people reach with a hop more: whom they reach, and whom those next to them reach.
  private static func next(
    _ people: Range<Int>, of graph: Graph, after layer: [Registers], _ precision: Precision
  ) -> [Registers] {
    let width = precision.registers / Registers.count
    var next: [Registers] = []
    next.reserveCapacity(people.count * width)
    let layer = layer.span
    for vertex in people {
      let others = graph.successors(of: Graph.Vertex(vertex))
      let own = vertex * width
      for piece in 0..<width {
        var registers = layer[own + piece]
        for other in others { registers = registers.greater(layer[Int(other) * width + piece]) }
        next.append(registers)
      }
    }
    return next
  }

  /// What is made of each range by a thread of its own, put together in order.
  private static func joined<Element: Sendable>(
    _ ranges: [Range<Int>], _ part: @Sendable (Range<Int>) -> [Element]
  ) -> [Element] {
    guard ranges.count > 1 else { return ranges.first.map(part) ?? [] }
    let parts = Mutex([[Element]](repeating: [], count: ranges.count))
    DispatchQueue.concurrentPerform(iterations: ranges.count) { number in
      let own = part(ranges[number])
      parts.withLock { $0[number] = own }
    }
    return Array(parts.withLock { $0 }.joined())
  }
}

extension Graph {
  /// Ranges of vertices that have about as much work each: an arc is one, and so is a vertex.
  fileprivate func shares(_ count: Int) -> [Range<Int>] {
    var shares: [Range<Int>] = []
    var (start, work) = (0, 0)
    for vertex in 0..<self.count {
      work += 1 + outDegree(of: Vertex(vertex))
      if work * count >= (arcCount + self.count) * (shares.count + 1), shares.count < count - 1 {
        shares.append(start..<vertex + 1)
        start = vertex + 1
      }
    }
    return shares + [start..<self.count]
  }
}
