import SocialGraph
import Testing

private let diamond = Graph([(0, 1), (0, 2), (1, 3), (2, 3)].map { Arc(from: $0, to: $1) })

@Suite("Spread")
struct SpreadTests {
  @Test func `down a diamond with even chances it comes to 39/16, exactly`() {
    #expect(IndependentCascade(diamond, probability: .constant(0.5)).exactSpread(of: [0]) == 39.0 / 16)
  }

  @Test func `the interval of a sampled spread holds the exact one`() async {
    let cascade = IndependentCascade(diamond, probability: .constant(0.5))
    let estimate = await cascade.spread(of: [0], samples: 50_000, seed: 1)
    #expect(estimate.low <= 39.0 / 16 && 39.0 / 16 <= estimate.high)
    #expect(estimate.low < estimate.spread && estimate.spread < estimate.high)
    #expect(estimate.high - estimate.low < 0.04)
  }

  @Test func `intervals hold the exact spread about 19 times in 20`() async {
    var numbers = SplitMix64(seed: 5)
    var held = 0
    for seed in 0..<100 {
      let graph = Graph(
        (0..<8).map { _ in
          Arc(from: .random(in: 0..<6, using: &numbers), to: .random(in: 0..<6, using: &numbers))
        }, count: 6)
      let cascade = IndependentCascade(
        graph, probability: seed % 2 == 0 ? .inverseIndegree : .constant(seed % 4 == 1 ? 0.3 : 0.05))
      let exact = cascade.exactSpread(of: [0, 1])!
      let estimate = await cascade.spread(of: [0, 1], samples: 1000, seed: UInt64(seed))
      if estimate.low <= exact + 1e-9, exact - 1e-9 <= estimate.high { held += 1 }
    }
    #expect((88...100).contains(held), "\(held) of 100")
  }

  @Test func `unlikely arcs into a hub are drawn as often as they should be`() async {
    // Each of a thousand fans gets through with one chance in a thousand.
    let hub = Graph((1...1000).map { Arc(from: $0, to: 0) })
    let cascade = IndependentCascade(hub, probability: .inverseIndegree)
    let fans = Array(UInt32(1)...600)
    let estimate = await cascade.spread(of: fans, samples: 50_000, seed: 3)
    // The hub is one of 401 others.
    var missed = 1.0
    for _ in fans { missed *= 1 - 0.001 }
    #expect(estimate.low <= 601 - missed && 601 - missed <= estimate.high)
  }

  @Test func `what always or never spreads is certain`() async {
    let always = IndependentCascade(diamond, probability: .constant(1))
    let never = IndependentCascade(diamond, probability: .constant(0))
    #expect(await always.spread(of: [0], samples: 500).spread == 4)
    #expect(await never.spread(of: [0], samples: 500).spread == 1)
    #expect(await never.spread(of: [0, 0, 3], samples: 500).low == 2)
    #expect(always.exactSpread(of: [1]) == 2)
    #expect(never.exactSpread(of: [1, 1]) == 1)
  }

  @Test func `without seeds, without others or without people there is nothing to sample`() async {
    let cascade = IndependentCascade(diamond, probability: .inverseIndegree)
    let nobody = await cascade.spread(of: [])
    #expect((nobody.spread, nobody.low, nobody.high) == (0, 0, 0))
    let everybody = await cascade.spread(of: 0..<4)
    #expect((everybody.spread, everybody.low, everybody.high) == (4, 4, 4))
    let empty = IndependentCascade(Graph([Arc]()), probability: .inverseIndegree)
    #expect(await empty.spread(of: []).spread == 0)
    #expect(await empty.chooseSeeds(5).seeds.isEmpty)
  }

  @Test func `too many arcs left to chance have no exact answer`() {
    let star = Graph((1...21).map { Arc(from: 0, to: $0) })
    #expect(IndependentCascade(star, probability: .constant(0.5)).exactSpread(of: [0]) == nil)
    #expect(IndependentCascade(star, probability: .inverseIndegree).exactSpread(of: [0]) == 22)
  }

  @Test(arguments: [-0.1, 1.1, .nan, .infinity])
  func `what is no probability is known`(probability: Double) {
    #expect(!ArcProbability.constant(probability).isValid)
  }
}
