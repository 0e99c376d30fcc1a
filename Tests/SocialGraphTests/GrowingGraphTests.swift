import SocialGraph
import Testing

@Suite("A growing graph") struct GrowingGraphTests {
  @Test("After every arc it says what a graph of all of them says") func likeRebuilt() {
    var random = Chance(seed: 7)
    var arcs: [Arc] = []
    var growing = GrowingGraph(isWeighted: true, isTimed: true)
    for step in 0..<6000 {
      let arc = Arc(
        from: random.vertex(below: 90), to: random.vertex(below: 90), weight: Float(random.vertex(below: 9)),
        time: Int64(random.vertex(below: 1000)))
      arcs.append(arc)
      growing.insert(arc)
      guard step % 997 == 0 || step == 5999 else { continue }
      let whole = Graph(arcs, count: growing.count, isWeighted: true, isTimed: true)
      #expect(growing.arcCount == whole.arcCount)
      for vertex in 0..<UInt32(whole.count) {
        var (successors, predecessors) = ([UInt32](), [UInt32]())
        growing.forEachSuccessor(of: vertex) { successors.append($0) }
        growing.forEachPredecessor(of: vertex) { predecessors.append($0) }
        #expect(successors.sorted() == Array(whole.successors(of: vertex)))
        #expect(predecessors.sorted() == Array(whole.predecessors(of: vertex)))
        #expect(growing.outDegree(of: vertex) == whole.outDegree(of: vertex))
        #expect(growing.inDegree(of: vertex) == whole.inDegree(of: vertex))
        #expect(growing.arc(from: vertex, to: 3) == whole.arc(from: vertex, to: 3))
      }
    }
    #expect(growing.graph() == Graph(arcs, count: growing.count, isWeighted: true, isTimed: true))
  }

  @Test("It says whether an arc is new") func news() {
    var growing = GrowingGraph(Graph([Arc(from: 0, to: 1)]))
    let arcs = [
      Arc(from: 0, to: 1), Arc(from: 4, to: 4), Arc(from: 1, to: 0), Arc(from: 1, to: 0), Arc(from: 4, to: 0),
    ]
    let news = arcs.map { growing.insert($0) }
    #expect(news == [false, false, true, false, true])
    #expect(growing.count == 5)
    #expect(growing.arcCount == 3)
  }

  @Test("A hub that everybody comes to one by one folds in") func hub() {
    var growing = GrowingGraph()
    for vertex in 1...20_000 { growing.insert(Arc(from: 0, to: UInt32(vertex))) }
    #expect(growing.outDegree(of: 0) == 20_000)
    let before = growing
    #expect(growing.graph().arcCount == 20_000)
    growing.insert(Arc(from: 9, to: 0))
    #expect(growing.arcCount == 20_001)
    #expect(before.arcCount == 20_000)
  }
}
