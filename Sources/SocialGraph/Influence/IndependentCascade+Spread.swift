extension IndependentCascade {
  /// How many samples are drawn in one piece of work.
  private static let piece = 1024
  /// No estimate takes more samples than this by itself.
  private static let most = 1 << 22

  /// The expected spread from some seeds, with its interval, from samples that nothing else has seen.
  ///
  /// - Parameters:
  ///   - samples: how many; where it is not said, enough for an interval of about a percent to either side, but
  ///     4 million at most.
  ///   - seed: which random numbers; the same ones give the same estimate.
  public func spread(
    of seeds: some Sequence<Graph.Vertex>, samples: Int? = nil, seed: UInt64 = 0, threads: Int = Threads.usual
  ) async -> SpreadEstimate {
    let marks = SeedMarks(seeds, count: graph.count)
    let others = (0..<Graph.Vertex(graph.count)).filter { !marks[$0] }
    let count = graph.count - others.count
    guard !others.isEmpty, count > 0 else {
      return SpreadEstimate(seeds: count, others: 0, hits: 0, samples: 0)
    }
    var samples = samples ?? 0
    if samples <= 0 {
      let pilot = Self.piece * 8
      let hits = await hits(on: marks, others: others, samples: pilot, seed: seed, stream: .pilot, threads: threads)
      let share = (Double(hits) + 1) / Double(pilot + 2)
      let total = Double(count) + share * Double(others.count)
      // Where z·√(share·(1 − share)/samples) of the others are a percent of all it comes to.
      let deviations = 1.96 * Double(others.count) / (0.01 * total)
      samples = min(Self.most, max(pilot, Int(min(deviations * deviations * share * (1 - share), 1e9))))
    }
    let hits = await hits(on: marks, others: others, samples: samples, seed: seed, stream: .fresh, threads: threads)
    return SpreadEstimate(seeds: count, others: others.count, hits: hits, samples: samples)
  }

  /// In how many of some samples drawn for others a seed passed something on to them.
  func hits(
    on seeds: SeedMarks, others: [Graph.Vertex], samples: Int, seed: UInt64, stream: Stream, threads: Int
  ) async -> Int {
    await Threads.share(
      (samples + Self.piece - 1) / Self.piece, among: threads,
      scratch: { ReverseSampler(self, seed: seed, stream: stream) },
      work: { piece, sampler in
        var hits = 0
        for sample in piece * Self.piece..<min((piece + 1) * Self.piece, samples)
        where sampler.hits(seeds, sample, from: others) { hits += 1 }
        return hits
      }
    ).reduce(0, +)
  }

  /// The expected spread as a sum over all worlds of chances, exact but for rounding; nothing where more than 20 arcs
  /// are left to chance, as the worlds double with each.
  public func exactSpread(of seeds: some Sequence<Graph.Vertex>) -> Double? {
    // The chance of each arc that has one, and for everybody to whom they can pass it on, along which of these; -1:
    // certainly.
    var chances: [Double] = []
    var ways = [[(to: Graph.Vertex, arc: Int)]](repeating: [], count: graph.count)
    for to in 0..<Graph.Vertex(graph.count) {
      let chance = probability.value(inDegree: graph.inDegree(of: to))
      for from in graph.predecessors(of: to) where chance > 0 {
        ways[Int(from)].append((to, chance < 1 ? chances.count : -1))
        if chance < 1 { chances.append(chance) }
        guard chances.count <= 20 else { return nil }
      }
    }
    let seeds = Array(Set(seeds))
    var marks = Marks(count: graph.count)
    return (0..<1 << chances.count).reduce(0) { sum, world in
      marks.clear()
      var reached = seeds
      for person in reached { marks.insert(person) }
      var next = 0
      while next < reached.count {
        for way in ways[Int(reached[next])] where way.arc < 0 || world >> way.arc & 1 == 1 {
          if marks.insert(way.to) { reached.append(way.to) }
        }
        next += 1
      }
      let chance = chances.enumerated().reduce(1) { $0 * (world >> $1.offset & 1 == 1 ? $1.element : 1 - $1.element) }
      return sum + chance * Double(reached.count)
    }
  }
}
