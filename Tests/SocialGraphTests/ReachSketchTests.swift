import SocialGraph
import Testing

@Suite("Sketches of reach") struct ReachSketchTests {
  @Test("A person's sketch is that of the people within so many hops, to the bit", arguments: [64, 256, 1024])
  func sketchOfBall(registers: Int) throws {
    let graph = Chance.graph(people: 400, arcs: 500, seed: 11)
    let precision = try #require(Precision(registers: registers))
    let keys = (0..<UInt64(400)).map { $0 * 1_000_003 + 17 }
    let sketches = ReachSketches(of: graph, hops: 3, precision: precision, keys: keys)
    for vertex in stride(from: UInt32(0), to: 400, by: 29) {
      for hops in 0...3 {
        var sketch = ReachSketch(precision: precision)
        for other in Self.ball(graph, [vertex], hops) { sketch.insert(keys[Int(other)]) }
        #expect(sketches.sketch(of: vertex, hops: hops) == sketch)
      }
    }
    var union = ReachSketch(precision: precision)
    for other in Self.ball(graph, [3, 5, 8], 2) { union.insert(keys[Int(other)]) }
    #expect(sketches.union(of: [3, 5, 8], hops: 2) == union)
    #expect(ReachSketch.union([3, 5, 8].map { sketches.sketch(of: $0, hops: 2) }) == union)
  }

  @Test("An estimate is near the truth from nobody to thirty thousand", arguments: [64, 256, 1024, 65_536])
  func estimates(registers: Int) throws {
    let precision = try #require(Precision(registers: registers))
    let bound = 4 * 1.04 / Double(registers).squareRoot()
    var sketch = ReachSketch(precision: precision)
    #expect(sketch.estimate == 0)
    var count = 0
    for next in [1, 2, 5, 20, 100, 400, 1000, 3000, 10_000, 30_000] {
      while count < next {
        sketch.insert(UInt64(count))
        sketch.insert(UInt64(count / 2))
        count += 1
      }
      // Two of few may share a register.
      #expect(abs(sketch.estimate - Double(count)) < max(bound * Double(count), 1.5), "\(count) people")
    }
  }

  @Test("For everybody the error is what the registers promise, and up to one hop there is none")
  func error() {
    let graph = Chance.graph(people: 1500, arcs: 5000, seed: 5)
    let exact = graph.reachOfEverybody(hops: 3)
    let rows = ReachSketches.reachOfEverybody(in: graph, hops: 3)
    #expect(rows == ReachSketches(of: graph, hops: 3).reachOfEverybody())
    for hop in 0...3 {
      var squares = 0.0
      for vertex in 0..<1500 {
        let error = Double(rows[UInt32(vertex), hop]) / Double(exact[UInt32(vertex), hop]) - 1
        squares += error * error
      }
      let error = (squares / 1500).squareRoot()
      #expect(hop < 2 ? error == 0 : error < 0.09, "\(hop) hops: \(error)")
    }
  }

  @Test("Reach never shrinks with a hop, and nobody reaches more people than there are") func monotone() {
    let graph = Chance.graph(people: 900, arcs: 4000, seed: 2)
    let sketches = ReachSketches(of: graph, hops: 6, precision: Precision(registers: 64) ?? .usual)
    for vertex in 0..<UInt32(900) {
      let reach = sketches.reach(of: vertex)
      #expect(reach == reach.sorted())
      #expect(reach[6] <= 900)
      #expect(reach[0] == 1)
    }
  }

  @Test("Overlap and exclusive reach follow from the sketches alone") func sets() throws {
    let precision = try #require(Precision(registers: 4096))
    let ranges: [Range<UInt64>] = [0..<6000, 4000..<9000, 8500..<9500, 0..<6000]
    let sketches = ranges.map { range in
      var sketch = ReachSketch(precision: precision)
      for key in range { sketch.insert(key) }
      return sketch
    }
    #expect(abs(sketches[0].overlap(sketches[1]) - 2000) < 450)
    #expect(sketches[0].overlap(sketches[3]) == sketches[0].estimate)
    #expect(sketches[0].overlap(sketches[2]) < 450)
    let exclusive = ReachSketch.exclusive(Array(sketches[..<3]))
    for (figure, truth) in zip(exclusive, [4000.0, 2500, 500]) { #expect(abs(figure - truth) < 450) }
    let twins = ReachSketch.exclusive(sketches)
    #expect(twins[0] == 0)
    #expect(twins[3] == 0)
    #expect(ReachSketch.exclusive([]) == [])
    #expect(ReachSketch.exclusive([sketches[0]]) == [sketches[0].estimate])
    #expect(ReachSketch.union([]) == nil)
  }

  @Test("Sketches are the same bit for bit on any number of threads", arguments: [2, 3, 7, 64])
  func threads(threads: Int) {
    let graph = Chance.graph(people: 500, arcs: 2000, seed: 9)
    #expect(ReachSketches(of: graph, hops: 3, threads: threads) == ReachSketches(of: graph, hops: 3))
    #expect(
      ReachSketches.reachOfEverybody(in: graph, hops: 3, threads: threads)
        == ReachSketches(of: graph, hops: 3).reachOfEverybody(threads: threads))
    let empty = Graph(ArcList())
    #expect(ReachSketches(of: empty, hops: 2, threads: threads).reachOfEverybody().count == 0)
  }

  @Test("A sketch is the same in every version of the program: its bytes are kept") func kept() {
    var sketch = ReachSketch(precision: Precision(registers: 64) ?? .usual)
    for key: UInt64 in 1...20 { sketch.insert(key) }
    #expect(Array(sketch.bytes[..<2]) == [1, 6])
    let registers = sketch.bytes[2...].enumerated().filter { $0.element > 0 }.map { [$0.offset, Int($0.element)] }
    #expect(registers == Self.known)
  }

  /// The registers of people 1 … 20 that are not 0: place and value.
  private static let known = [
    [0, 2], [6, 8], [8, 2], [12, 2], [17, 5], [20, 1], [25, 12], [27, 3], [31, 2], [34, 1], [38, 3], [39, 5], [41, 2],
    [43, 1], [44, 3], [50, 1], [57, 2],
  ]

  @Test("Bytes give the sketch back") func roundTrip() throws {
    for registers in [64, 128, 256, 65_536] {
      var sketch = ReachSketch(precision: try #require(Precision(registers: registers)))
      for key in 0..<UInt64(1000) { sketch.insert(key) }
      #expect(sketch.bytes.count == registers + 2)
      #expect(try ReachSketch(bytes: sketch.bytes) == sketch)
    }
  }

  @Test("Bytes that are no sketch are refused") func malformed() {
    let good = ReachSketch(precision: Precision(registers: 64) ?? .usual).bytes
    var (version, precision, register, wide) = (good, good, good, good)
    version[0] = 2
    precision[1] = 5
    register[9] = 60
    wide[1] = 200
    for bytes in [[], [1], Array(good.dropLast()), good + [0], version, precision, register, wide] {
      #expect(throws: ReachSketch.Malformed.self) { try ReachSketch(bytes: bytes) }
    }
  }

  @Test("Registers are a power of two from 64 to 65,536", arguments: [0, -64, 1, 32, 65, 100, 131_072, .min])
  func precisions(registers: Int) {
    #expect(Precision(registers: registers) == nil)
  }

  @Test("A hub's sketch holds everybody") func hub() {
    let graph = Graph((1..<20_000).map { Arc(from: 0, to: $0) })
    let sketches = ReachSketches(of: graph, hops: 2)
    #expect(sketches.reach(of: 0) == [1, 20_000, 20_000])
    #expect(abs(sketches.reach(of: 7)[2] - 1) < 0.01)
  }

  /// Whoever is within some hops of any of these.
  private static func ball(_ graph: Graph, _ vertices: [UInt32], _ hops: Int) -> Set<UInt32> {
    (0..<hops).reduce(Set(vertices)) { ball, _ in ball.union(ball.flatMap { graph.successors(of: $0) }) }
  }
}
