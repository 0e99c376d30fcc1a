import Glibc

/// Draws reverse-reachable sets, one after the other; one for a thread.
struct ReverseSampler {
  private let graph: Graph
  private let probability: ArcProbability
  private let seed: UInt64
  private let stream: UInt64
  private var marks: Marks
  /// The set drawn last, the person it was drawn for first.
  private(set) var members: [Graph.Vertex] = []

  init(_ cascade: IndependentCascade, seed: UInt64, stream: IndependentCascade.Stream) {
    graph = cascade.graph
    probability = cascade.probability
    self.seed = seed
    self.stream = stream.rawValue
    marks = Marks(count: cascade.graph.count)
  }

  /// Draws a sample's set, into `members`.
  mutating func draw(_ sample: Int) {
    var numbers = SplitMix64(seed: seed, stream: stream, sample: UInt64(sample))
    start(at: Graph.Vertex(numbers.below(UInt64(graph.count))))
    var next = 0
    while next < members.count {
      spread(to: members[next], &numbers) { _ in false }
      next += 1
    }
  }

  /// Whether a sample's set, drawn for one of these people, has one of the seeds.
  mutating func hits(_ seeds: SeedMarks, _ sample: Int, from others: [Graph.Vertex]) -> Bool {
    var numbers = SplitMix64(seed: seed, stream: stream, sample: UInt64(sample))
    start(at: others[Int(numbers.below(UInt64(others.count)))])
    if seeds[members[0]] { return true }
    var next = 0
    while next < members.count {
      if spread(to: members[next], &numbers, until: { seeds[$0] }) { return true }
      next += 1
    }
    return false
  }

  private mutating func start(at person: Graph.Vertex) {
    marks.clear()
    members.removeAll(keepingCapacity: true)
    marks.insert(person)
    members.append(person)
  }

  /// Draws who passes something on to one person; ends early, with true, once that is somebody looked for.
  @discardableResult
  private mutating func spread(
    to person: Graph.Vertex, _ numbers: inout SplitMix64, until isFound: (Graph.Vertex) -> Bool
  ) -> Bool {
    let row = graph.predecessors.row(of: person)
    guard !row.isEmpty else { return false }
    let chance = probability.value(inDegree: row.count)
    if chance <= 0 { return false }
    // Rather than a draw for each of many unlikely arcs, one for how many fail until the next that does not.
    let skips = chance < 0.1
    let logarithm = skips ? log1p(-chance) : 0
    let threshold = chance >= 1 ? UInt64.max : UInt64(chance * 0x1p64)
    var place = row.lowerBound
    while place < row.upperBound {
      if skips {
        let failures = log(numbers.unit()) / logarithm
        guard failures < Double(row.upperBound - place) else { return false }
        place += Int(failures)
      } else if chance < 1, numbers.next() >= threshold {
        place += 1
        continue
      }
      let source = graph.predecessors.neighbours[place]
      place += 1
      if marks.insert(source) {
        if isFound(source) { return true }
        members.append(source)
      }
    }
    return false
  }
}

/// Which people are seeds.
struct SeedMarks: Sendable {
  private var marks: [Bool]

  init(_ seeds: some Sequence<Graph.Vertex>, count: Int) {
    marks = [Bool](repeating: false, count: count)
    for seed in seeds { marks[Int(seed)] = true }
  }

  subscript(person: Graph.Vertex) -> Bool { marks[Int(person)] }
}

/// A set of people that is emptied in no time.
struct Marks {
  private var rounds: [UInt32]
  private var round: UInt32 = 1

  init(count: Int) { rounds = [UInt32](repeating: 0, count: count) }

  mutating func clear() {
    if round == .max {
      for index in rounds.indices { rounds[index] = 0 }
      round = 0
    }
    round += 1
  }

  /// Whether the person was not in it yet.
  @discardableResult
  mutating func insert(_ person: Graph.Vertex) -> Bool {
    guard rounds[Int(person)] != round else { return false }
    rounds[Int(person)] = round
    return true
  }
}

extension SplitMix64 {
  /// A number below a bound, which is above 0; its odds are even but for 1 in 2⁶⁴ ÷ bound.
  mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

  /// A number above 0 and up to 1.
  mutating func unit() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }
}
