import Glibc

/// Seeds, and how good a choice they are.
public struct SeedChoice: Hashable, Sendable {
  /// The seeds, the one that was chosen first at the front.
  public let seeds: [Graph.Vertex]
  /// Their spread is at least this part of the greatest there can be, 999 times in 1000.
  public let guarantee: Double
  /// On how many sampled sets they were chosen.
  public let samples: Int
}

extension IndependentCascade {
  /// As many members of sampled sets as are held at once: 4 bytes each, and 4 for the index.
  private static let memberLimit = 1 << 26
  /// As good as is asked for: greedy choice on all there is to know gives 1 − 1/e.
  private static let enough = 1 - 1 / M_E - 0.05
  /// The failure that is allowed to each of at most so many bounds.
  private static let failure = 0.001 / 64

  /// The seeds from which it spreads furthest, so many or everybody, chosen greedily on sampled sets.
  ///
  /// What these sets say of the spread of their own choice is too much, for it was chosen for them: `spread(of:)` says
  /// what it is from fresh ones.
  ///
  /// - Parameters:
  ///   - samples: on how many sets; where it is not said, their number doubles until the choice is proved to be good, by
  ///     the bounds of OPIM-C (Tang, Tang, Xiao, Yuan, *Online processing algorithms for influence maximization*, 2018),
  ///     or there is no more room: the sets and their index take half a gigabyte at most.
  ///   - seed: which random numbers; the same ones give the same choice.
  public func chooseSeeds(
    _ count: Int, samples: Int? = nil, seed: UInt64 = 0, threads: Int = Threads.usual
  ) async -> SeedChoice {
    let count = min(max(count, 0), graph.count)
    guard count > 0 else { return SeedChoice(seeds: [], guarantee: 1, samples: 0) }
    var sets = ReverseSets()
    // From few on, for a set may have everybody in it.
    var total = 16
    while true {
      await sets.extend(to: min(total, samples ?? total), of: self, seed: seed, threads: threads)
      let isLast = samples.map { sets.count >= $0 } ?? false || sets.members.count > Self.memberLimit / 2
      if isLast || samples == nil && sets.count >= 1024 {
        let choice = await choose(count, on: sets, seed: seed, threads: threads)
        if isLast || choice.guarantee >= Self.enough { return choice }
      }
      total *= 2
    }
  }

  private func choose(_ count: Int, on sets: ReverseSets, seed: UInt64, threads: Int) async -> SeedChoice {
    var coverage = SetCoverage(sets, people: graph.count)
    var greedy = LazyGreedy(
      bounds: (0..<Graph.Vertex(graph.count)).lazy.map { (person: $0, bound: Double(coverage.gains[Int($0)])) })
    var seeds: [Graph.Vertex] = []
    while seeds.count < count, let next = greedy.choose(from: &coverage) { seeds.append(next.person) }
    let hits = await hits(
      on: SeedMarks(seeds, count: graph.count), others: Array(0..<Graph.Vertex(graph.count)), samples: sets.count,
      seed: seed, stream: .judging, threads: threads)
    let best = min(coverage.upperBound(choosing: count), Double(coverage.covered) / (1 - 1 / M_E))
    return SeedChoice(seeds: seeds, guarantee: Self.ratio(hits: hits, best: best), samples: sets.count)
  }

  /// What the choice's spread is at least, by how many fresh sets it hit, over what any choice's is at most, by how many
  /// of the sets chosen on could be hit (martingale bounds of OPIM-C, lemmas 4.2 and 4.3).
  private static func ratio(hits: Int, best: Double) -> Double {
    let margin = log(1 / failure)
    let root = max(0, (Double(hits) + 2 * margin / 9).squareRoot() - (margin / 2).squareRoot())
    let low = max(0, root * root - margin / 18)
    let high = (best + margin / 2).squareRoot() + (margin / 2).squareRoot()
    return min(1, low / (high * high))
  }
}
