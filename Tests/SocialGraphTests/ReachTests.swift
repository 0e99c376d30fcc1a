import SocialGraph
import Testing

@Suite("Exact reach") struct ReachTests {
  @Test("In Zachary's karate club it is what is known") func karate() {
    let club = KarateClub.graph
    #expect(club.count == 34)
    #expect(club.arcCount == 156)
    #expect(club.reach(of: 0, hops: 3) == [1, 17, 26, 34])
    #expect(club.reach(of: 33, hops: 3) == [1, 18, 24, 33])
    #expect(club.reach(ofAny: [0, 33], hops: 1) == [2, 31])
    let everybody = club.reachOfEverybody(hops: 5)
    let sums = (0...5).map { hop in (0..<34).reduce(0) { $0 + everybody[UInt32($1), hop] } }
    #expect(sums == [34, 190, 720, 994, 1140, 1156])
  }

  @Test("For everybody it is what it is for each", arguments: [(1, 0), (40, 60), (700, 900), (1500, 9000), (1200, 40)])
  func everybody(people: Int, arcs: Int) {
    let graph = Chance.graph(people: people, arcs: arcs, seed: UInt64(people))
    for hops in 0...4 {
      let all = graph.reachOfEverybody(hops: hops)
      #expect(all.count == people)
      #expect(all.hops == hops)
      for vertex in 0..<UInt32(people) where vertex % 7 == 0 || people < 100 {
        #expect(all[vertex].map { Int($0) } == graph.reach(of: vertex, hops: hops))
      }
    }
  }

  @Test("It is the same on any number of threads", arguments: [2, 3, 16]) func threads(threads: Int) {
    let graph = Chance.graph(people: 2000, arcs: 6000, seed: 1)
    for hops in 1...3 {
      #expect(graph.reachOfEverybody(hops: hops, threads: threads) == graph.reachOfEverybody(hops: hops))
    }
  }

  @Test("Where all hear one who hears all, two hops reach everybody") func hubs() {
    let people: UInt32 = 3000
    let graph = Graph((1..<people).flatMap { [Arc(from: 0, to: $0), Arc(from: $0, to: 0)] })
    let all = graph.reachOfEverybody(hops: 3)
    #expect(Array(all[0]) == [1, people, people, people])
    for vertex in 1..<people { #expect(Array(all[vertex]) == [1, 2, people, people]) }
  }

  @Test("A circle is walked once around") func circle() {
    let graph = Graph((0..<600).map { Arc(from: $0, to: ($0 + 1) % 600) })
    let all = graph.reachOfEverybody(hops: 620)
    for vertex: UInt32 in [0, 1, 511, 512, 599] {
      #expect(all[vertex].map { Int($0) } == (0...620).map { min($0 + 1, 600) })
    }
  }

  @Test("Nobody has no reach, and who stands alone reaches one") func alone() {
    #expect(Graph(ArcList()).reachOfEverybody(hops: 3).count == 0)
    let graph = Graph([Arc(from: 1, to: 1)])
    #expect(Array(graph.reachOfEverybody(hops: 3)[1]) == [1, 1, 1, 1])
    #expect(graph.reach(ofAny: [0, 1, 1], hops: 1) == [2, 2])
    #expect(graph.reach(ofAny: [], hops: 2) == [0, 0, 0])
  }

  @Test("Arcs lead one way") func directed() {
    let graph = Graph([Arc(from: 0, to: 1), Arc(from: 1, to: 2)])
    #expect((0..<3).map { graph.reach(of: $0, hops: 2) } == [[1, 2, 3], [1, 2, 2], [1, 1, 1]])
  }

  @Test("A growing graph reaches what the same graph at rest does") func growing() {
    var growing = GrowingGraph()
    Chance.graph(people: 300, arcs: 500, seed: 8).forEachArc { growing.insert($0) }
    growing.insert(Arc(from: 4, to: 299))
    let before = (0..<UInt32(growing.count)).map { growing.reach(of: $0, hops: 3) }
    let whole = growing.graph()
    #expect(before == (0..<UInt32(whole.count)).map { whole.reach(of: $0, hops: 3) })
    #expect(growing.reach(ofAny: [1, 2], hops: 2) == whole.reach(ofAny: [1, 2], hops: 2))
  }
}
