import SocialGraph
import Testing

/// People in the order in which they acted, and whom each of them sees: the example of Goyal, Bonchi and Lakshmanan.
private let (v, s, w, t, z, u): (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 1, 2, 3, 4, 5)
private let example = Graph(
  [(v, w), (v, t), (s, t), (s, z), (w, z), (v, u), (t, u), (w, u), (z, u)].map { Arc(from: $0, to: $1) })
private let inTurn = Cascade((0..<6).map { Action(person: $0, time: Double($0)) })

@Suite("Credit distribution")
struct CreditDistributionTests {
  @Test func `the paper's example comes out exactly`() async {
    let credit = await CreditDistribution(graph: example, cascades: [inTurn])
    #expect(await credit.credit(of: [v])[Int(u)] == 0.75)
    #expect(await credit.credit(of: [v, z])[Int(u)] == 0.875)
    #expect(await credit.credit(of: [s])[Int(u)] == 0.25)
  }

  @Test func `whom to credit for one person's action is the same seen from the other end`() async {
    let credit = await CreditDistribution(graph: example, cascades: [inTurn])
    let parts = credit.credits(for: u, in: inTurn)
    #expect(parts.map(\.person) == [v, s, w, t, z])
    #expect(parts.map(\.credit) == [0.75, 0.25, 0.375, 0.25, 0.25])
    #expect(credit.credits(for: v, in: inTurn).isEmpty)
    #expect(credit.credits(for: 99, in: inTurn).isEmpty)
  }

  @Test func `totals are what everybody has for all the others`() async {
    let credit = await CreditDistribution(graph: example, cascades: [inTurn])
    let totals = await credit.totals()
    for person in 0..<UInt32(6) {
      #expect(totals[Int(person)] == (await credit.credit(of: [person])).reduce(0, +))
    }
  }

  @Test func `people count the same, or actions do`() async {
    let graph = Graph([Arc(from: 0, to: 1)])
    let together = Cascade([Action(person: 0, time: 1), Action(person: 1, time: 2)])
    let alone = Cascade([Action(person: 1, time: 2)])
    let credit = await CreditDistribution(graph: graph, cascades: [together, together, alone, alone])
    #expect(await credit.totals() == [0.5, 0])
    #expect(await credit.totals(by: .action) == [2, 0])
    #expect(await credit.credit(of: [0], by: .action) == [0, 2])
  }

  @Test func `of a person's actions the first counts, and only who acted strictly before is credited`() async {
    let graph = Graph([Arc(from: 0, to: 1), Arc(from: 2, to: 1)])
    let cascade = Cascade(
      [(1, 5), (0, 5), (2, 4), (2, 9), (1, 8), (0, .nan)].map { Action(person: $0.0, time: $0.1) })
    #expect(cascade.people == [2, 0, 1])
    let credit = await CreditDistribution(graph: graph, cascades: [cascade])
    #expect(await credit.totals() == [0, 0, 1])
  }

  @Test func `influence fades over tau, and counts by how often somebody is influenced at all`() async {
    let graph = Graph([Arc(from: 0, to: 1)])
    let tau = 1.0
    let soon = Cascade([Action(person: 0, time: 0), Action(person: 1, time: 0.5)])
    let late = Cascade([Action(person: 0, time: 0), Action(person: 1, time: 3)])
    let credit = await CreditDistribution(graph: graph, cascades: [soon, late], tau: tau)
    // One of the two actions had somebody within tau before: infl = 1/2; and each is half of what the person did.
    let expected = (0.5 * 0.60653065971263342 + 0.5 * 0.049787068367863944) / 2
    #expect(abs(await credit.totals()[0] - expected) < 1e-15)
  }

  @Test func `people the graph does not know neither give nor take`() async {
    let graph = Graph([Arc(from: 0, to: 1)])
    let cascade = Cascade([(9, 0), (0, 1), (7, 2), (1, 3)].map { Action(person: $0.0, time: $0.1) })
    let credit = await CreditDistribution(graph: graph, cascades: [cascade])
    #expect(await credit.totals() == [1, 0])
    #expect(await credit.credit(of: [9, 0]) == [0, 1])
    #expect(credit.credits(for: 7, in: cascade).isEmpty)
  }

  @Test func `nothing comes of an empty graph, or of no cascades`() async {
    let nobody = await CreditDistribution(graph: Graph([Arc]()), cascades: [inTurn], tau: 1)
    #expect(await nobody.totals().isEmpty)
    let nothing = await CreditDistribution(graph: example, cascades: [Cascade([]), Cascade([])])
    #expect(await nothing.totals() == [0, 0, 0, 0, 0, 0])
  }

  @Test func `a hub that everybody sees, and that sees everybody, costs no more than the cascade is long`() async {
    let count = UInt32(100_000)
    var arcs = ArcList()
    for other in 1..<count {
      arcs.append(from: 0, to: other)
      arcs.append(from: other, to: 0)
    }
    let graph = Graph(arcs)
    let everybody = Cascade((0..<count).map { Action(person: $0, time: Double($0)) })
    let lastly = Cascade((1...count).map { Action(person: $0 % count, time: Double($0)) })
    let credit = await CreditDistribution(graph: graph, cascades: [everybody, lastly])
    let totals = await credit.totals(by: .action)
    #expect(totals[0] == Double(count - 1))
    #expect(totals[1] == 1 / Double(count - 1))
    // Three of them before the hub: it is looked up from their side.
    let few = Cascade([5, 9, 3, 0].enumerated().map { Action(person: $1, time: Double($0)) })
    #expect(credit.credits(for: 0, in: few).map(\.person) == [3, 5, 9])
  }
}

@Suite("Credit distribution on many cascades")
struct ManyCascadesTests {
  private let graph: Graph
  private let cascades: [Cascade]

  init() {
    var numbers = SplitMix64(seed: 2011)
    let people = UInt32(20)
    graph = Graph(
      (0..<120).map { _ in
        Arc(from: .random(in: 0..<people, using: &numbers), to: .random(in: 0..<people, using: &numbers))
      }, count: Int(people))
    cascades = (0..<20).map { _ in
      Cascade(
        (0..<Int.random(in: 0..<16, using: &numbers)).map { _ in
          Action(
            person: .random(in: 0..<people, using: &numbers), time: Double(Int.random(in: 0..<24, using: &numbers)))
        })
    }
  }

  @Test(arguments: [nil, 6.0])
  func `every question's answer follows from the definition`(tau: Double?) async {
    let credit = await CreditDistribution(graph: graph, cascades: cascades, tau: tau)
    let definition = Definition(graph: graph, cascades: cascades, tau: tau)
    let (totals, set) = (await credit.totals(), await credit.credit(of: [1, 2, 3]))
    let (expected, expectedSet) = (definition.totals(), definition.credit(of: [1, 2, 3]))
    #expect(expected.reduce(0, +) > 1)
    for person in 0..<graph.count {
      #expect(abs(totals[person] - expected[person]) < 1e-12)
      #expect(abs(set[person] - expectedSet[person]) < 1e-12)
    }
  }

  @Test(arguments: [1, 2, 3, 7])
  func `results are the same bit for bit on any number of threads`(threads: Int) async {
    let one = await CreditDistribution(graph: graph, cascades: cascades, tau: 6, threads: 1)
    let more = await CreditDistribution(graph: graph, cascades: cascades, tau: 6, threads: threads)
    #expect(await one.totals(threads: 1) == (await more.totals(threads: threads)))
    #expect(await one.credit(of: [4, 5], threads: 1) == (await more.credit(of: [4, 5], threads: threads)))
  }
}
