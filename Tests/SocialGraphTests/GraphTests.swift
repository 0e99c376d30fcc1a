import SocialGraph
import Testing

@Suite("A graph") struct GraphTests {
  @Test("Both directions say the same, in ascending order") func directions() {
    let graph = Graph([Arc(from: 2, to: 0), Arc(from: 0, to: 3), Arc(from: 0, to: 1), Arc(from: 2, to: 1)])
    #expect(graph.count == 4)
    #expect(graph.arcCount == 4)
    #expect((0..<4).map { Array(graph.successors(of: $0)) } == [[1, 3], [], [0, 1], []])
    #expect((0..<4).map { Array(graph.predecessors(of: $0)) } == [[2], [0, 2], [], [0]])
    #expect((0..<4).map { graph.outDegree(of: $0) } == [2, 0, 2, 0])
    #expect((0..<4).map { graph.inDegree(of: $0) } == [1, 2, 0, 1])
    #expect(graph.contains(from: 0, to: 3))
    #expect(!graph.contains(from: 3, to: 0))
  }

  @Test("A self-loop is dropped and a duplicate counts once") func loopsAndDuplicates() {
    let graph = Graph([
      Arc(from: 1, to: 1), Arc(from: 0, to: 1), Arc(from: 0, to: 1), Arc(from: 1, to: 0), Arc(from: 0, to: 1),
    ])
    #expect(graph.arcCount == 2)
    #expect(Array(graph.successors(of: 0)) == [1])
    #expect(Array(graph.successors(of: 1)) == [0])
    #expect(Graph([Arc(from: 5, to: 5)]).count == 6)
  }

  @Test("A duplicate keeps the greatest weight and the earliest time, whatever the order") func marks() {
    let arcs = [
      Arc(from: 0, to: 1, weight: 2, time: 30), Arc(from: 0, to: 1, weight: 5, time: 40),
      Arc(from: 2, to: 1, weight: 1, time: 7), Arc(from: 0, to: 1, weight: 3, time: 20),
    ]
    let graph = Graph(arcs, isWeighted: true, isTimed: true)
    #expect(graph == Graph(arcs.reversed(), isWeighted: true, isTimed: true))
    #expect(graph.arc(from: 0, to: 1) == Arc(from: 0, to: 1, weight: 5, time: 20))
    #expect(graph.weightsOfPredecessors(of: 1).map(Array.init) == [5, 1])
    #expect(graph.timesOfPredecessors(of: 1).map(Array.init) == [20, 7])
    #expect(graph.timesOfSuccessors(of: 2).map(Array.init) == [7])
    #expect(Graph(arcs).weightsOfSuccessors(of: 0) == nil)
  }

  @Test("An empty graph has nothing", arguments: [0, 3]) func empty(count: Int) {
    let graph = Graph(ArcList(), count: count)
    #expect(graph.count == count)
    #expect(graph.arcCount == 0)
    for vertex in 0..<count { #expect(graph.successors(of: UInt32(vertex)).isEmpty) }
  }

  @Test("A hub has everybody next to it") func hub() {
    let graph = Graph((1...50_000).map { Arc(from: 0, to: $0) })
    #expect(graph.outDegree(of: 0) == 50_000)
    #expect(Array(graph.predecessors(of: 50_000)) == [0])
    #expect(graph.successors(of: 0).last == 50_000)
  }
}
