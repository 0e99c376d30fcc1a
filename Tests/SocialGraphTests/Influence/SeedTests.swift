import SocialGraph
import Testing

@Suite("Seeds")
struct SeedTests {
  /// Two hubs with ten and six followers, two of whom follow both.
  private let hubs = Graph(
    ((2...11).map { Arc(from: 0, to: $0) } + (10...15).map { Arc(from: 1, to: $0) }))

  @Test func `who spreads it furthest comes first, and then who adds most to that`() async {
    let choice = await IndependentCascade(hubs, probability: .constant(0.9)).chooseSeeds(2, seed: 4)
    #expect(choice.seeds == [0, 1])
    #expect(choice.guarantee > 0.58 && choice.guarantee <= 1)
    #expect(choice.samples >= 1024)
  }

  @Test func `everybody is chosen where as many are asked for, each once`() async {
    let choice = await IndependentCascade(hubs, probability: .inverseIndegree).chooseSeeds(99, samples: 200)
    #expect(choice.seeds.sorted() == Array(0..<16))
    #expect(choice.samples == 200)
  }

  @Test func `a choice is as good as the best by exact spread, or nearly`() async {
    var numbers = SplitMix64(seed: 9)
    for _ in 0..<5 {
      let graph = Graph(
        (0..<7).map { _ in
          Arc(from: .random(in: 0..<7, using: &numbers), to: .random(in: 0..<7, using: &numbers))
        }, count: 7)
      let cascade = IndependentCascade(graph, probability: .constant(0.4))
      let choice = await cascade.chooseSeeds(2, samples: 5000, seed: 1)
      let chosen = cascade.exactSpread(of: choice.seeds)!
      let best = (0..<UInt32(7)).flatMap { one in (0..<one).map { cascade.exactSpread(of: [one, $0])! } }.max()!
      #expect(chosen >= choice.guarantee * best)
      #expect(chosen >= 0.9 * best)
    }
  }

  @Test(arguments: [1, 2, 5])
  func `threads make no difference`(threads: Int) async {
    var numbers = SplitMix64(seed: 12)
    let graph = Graph(
      (0..<1000).map { _ in
        Arc(from: .random(in: 0..<200, using: &numbers), to: .random(in: 0..<200, using: &numbers))
      }, count: 200)
    let cascade = IndependentCascade(graph, probability: .inverseIndegree)
    let choice = await cascade.chooseSeeds(5, samples: 1500, seed: 3, threads: threads)
    #expect(choice == (await cascade.chooseSeeds(5, samples: 1500, seed: 3, threads: 1)))
    let spread = await cascade.spread(of: choice.seeds, samples: 3000, seed: 3, threads: threads)
    #expect(spread == (await cascade.spread(of: choice.seeds, samples: 3000, seed: 3, threads: 1)))
    #expect(spread != (await cascade.spread(of: choice.seeds, samples: 3000, seed: 4, threads: 1)))
  }

  @Test func `what is reported is not what the choice was made on`() async {
    // Nobody sees anybody, so that who is chosen on few samples is an accident of these.
    let strangers = IndependentCascade(Graph([Arc](), count: 1000), probability: .constant(0.5))
    let choice = await strangers.chooseSeeds(10, samples: 20)
    #expect(choice.seeds.count == 10)
    let estimate = await strangers.spread(of: choice.seeds)
    #expect((estimate.low, estimate.spread) == (10, 10))
  }
}

@Suite("Advocates who together reach most")
struct AdvocateTests {
  @Test func `overlap counts once, and of equals the lowest number comes first`() {
    // 0 reaches six; 1 reaches five of them and itself; 2 reaches three nobody else does.
    let graph = Graph(
      ((3...7).map { Arc(from: 0, to: $0) } + (3...7).map { Arc(from: 1, to: $0) }
        + (8...10).map { Arc(from: 2, to: $0) }))
    let choices = graph.advocates(3, reachingMostWithin: 1)
    #expect(choices.map(\.person) == [0, 2, 1])
    #expect(choices.map(\.adds) == [6, 4, 1])
    #expect(choices.map(\.together) == [6, 10, 11])
  }

  @Test func `only candidates are chosen, each once, and no more than there are`() {
    let graph = Graph([Arc(from: 0, to: 1), Arc(from: 1, to: 2)])
    #expect(graph.advocates(5, reachingMostWithin: 1, among: [2, 1, 1]).map(\.person) == [1, 2])
    #expect(graph.advocates(0, reachingMostWithin: 1).isEmpty)
    #expect(Graph([Arc]()).advocates(3, reachingMostWithin: 2).isEmpty)
  }

  @Test(arguments: [0, 1, 2, 3])
  func `looking at fewer gives what looking at everybody gives`(hops: Int) {
    var numbers = SplitMix64(seed: 77)
    let graph = Graph(
      (0..<150).map { _ in
        Arc(from: .random(in: 0..<60, using: &numbers), to: .random(in: 0..<60, using: &numbers))
      }, count: 60)
    var (covered, expected): (Set<UInt32>, [UInt32]) = ([], [])
    for _ in 0..<8 {
      let best = (0..<UInt32(60)).filter { !expected.contains($0) }.max { one, other in
        let (first, second) = (ball(one, hops, graph), ball(other, hops, graph))
        let (gain, otherGain) = (first.subtracting(covered).count, second.subtracting(covered).count)
        return gain != otherGain ? gain < otherGain : one > other
      }!
      expected.append(best)
      covered.formUnion(ball(best, hops, graph))
    }
    let choices = graph.advocates(8, reachingMostWithin: hops)
    #expect(choices.map(\.person) == expected)
    #expect(choices.last?.together == covered.count)
  }

  private func ball(_ person: UInt32, _ hops: Int, _ graph: Graph) -> Set<UInt32> {
    (0..<hops).reduce([person]) { ball, _ in ball.union(ball.flatMap { graph.successors(of: $0) }) }
  }
}

@Suite("Advocates by sketches")
struct SketchedAdvocateTests {
  @Test(arguments: [1, 2])
  func `sketches choose people who reach nearly as many as those chosen exactly`(hops: Int) {
    let graph = Chance.graph(people: 400, arcs: 500, seed: 21)
    let sketches = ReachSketches(of: graph, hops: hops)
    let exact = graph.advocates(6, reachingMostWithin: hops)
    let chosen = sketches.advocates(6, reachingMostWithin: hops)
    #expect(Set(chosen).count == 6)
    let together = graph.reach(ofAny: chosen, hops: hops)[hops]
    #expect(Double(together) > 0.9 * Double(exact.last?.together ?? 0))
    let shortlist = sketches.advocates(24, reachingMostWithin: hops)
    let better = graph.advocates(6, reachingMostWithin: hops, among: shortlist)
    #expect((better.last?.together ?? 0) >= together)
  }

  @Test func `only candidates are chosen, and no more than there are`() {
    let sketches = ReachSketches(of: Graph([Arc(from: 0, to: 1), Arc(from: 1, to: 2)]), hops: 1)
    #expect(sketches.advocates(5, reachingMostWithin: 1, among: [2, 1, 1]) == [1, 2])
    #expect(sketches.advocates(9, reachingMostWithin: 0).sorted() == [0, 1, 2])
    #expect(ReachSketches(of: Graph([Arc]()), hops: 1).advocates(3, reachingMostWithin: 1).isEmpty)
  }
}
