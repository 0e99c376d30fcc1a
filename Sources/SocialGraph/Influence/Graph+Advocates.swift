/// Somebody chosen to reach people nobody chosen before them reaches.
public struct ReachChoice: Hashable, Sendable {
  /// Who.
  public let person: Graph.Vertex
  /// How many people they reach whom those before them do not, themselves included.
  public let adds: Int
  /// How many all of them reach so far.
  public let together: Int
}

extension Graph {
  /// The people who together reach most within so many hops, counting everybody once: exact gains, chosen greedily, so
  /// at least 1 − 1/e of the best there is. So many, or as many as there are to choose among.
  ///
  /// How many each of them reaches alone is counted for all at once; after that, only those who can be at the top are
  /// walked from again.
  ///
  /// - Parameter candidates: whom to choose among; nothing said: everybody.
  public func advocates(
    _ count: Int, reachingMostWithin hops: Int, among candidates: [Vertex]? = nil, threads: Int = Threads.usual
  ) -> [ReachChoice] {
    var reach = ExactReach(self, hops: hops)
    let bounds: [(person: Vertex, bound: Double)]
    if let candidates {
      bounds = Set(candidates).map { ($0, reach.gain(of: $0)) }
    } else {
      let alone = reachOfEverybody(hops: hops, threads: threads)
      bounds = (0..<Vertex(self.count)).map { ($0, Double(alone[$0, hops])) }
    }
    var greedy = LazyGreedy(bounds: bounds)
    var choices: [ReachChoice] = []
    while choices.count < count, let next = greedy.choose(from: &reach) {
      let adds = Int(next.gain)
      choices.append(
        ReachChoice(person: next.person, adds: adds, together: (choices.last?.together ?? 0) + adds))
    }
    return choices
  }
}

/// Whom some people reach within some hops.
private struct ExactReach: Coverage {
  private let graph: Graph
  private let hops: Int
  private var isCovered: [Bool]
  private var marks: Marks
  private var ball: [Graph.Vertex] = []

  init(_ graph: Graph, hops: Int) {
    self.graph = graph
    self.hops = hops
    isCovered = [Bool](repeating: false, count: graph.count)
    marks = Marks(count: graph.count)
  }

  mutating func gain(of person: Graph.Vertex) -> Double {
    walk(from: person)
    return Double(ball.reduce(0) { isCovered[Int($1)] ? $0 : $0 + 1 })
  }

  mutating func take(_ person: Graph.Vertex) {
    walk(from: person)
    for other in ball { isCovered[Int(other)] = true }
  }

  private mutating func walk(from person: Graph.Vertex) {
    marks.clear()
    marks.insert(person)
    ball.removeAll(keepingCapacity: true)
    ball.append(person)
    var ring = 0..<1
    for _ in 0..<hops where !ring.isEmpty {
      for place in ring {
        for other in graph.successors(of: ball[place]) where marks.insert(other) { ball.append(other) }
      }
      ring = ring.upperBound..<ball.count
    }
  }
}
