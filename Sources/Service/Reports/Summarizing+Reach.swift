import Attribution
import Postgres
import Records
import Referrals
import SocialGraph

extension Summarizing {
  /// With how many of those who reach most everybody's reach is compared.
  private static let compared = 50
  /// How many are put in an order in which to ask them, and among how many they are chosen.
  private static let (asked, candidates) = (20, 80)
  /// How many bytes the sketches of all people and hops may take together.
  private static let room = 1 << 30

  /// Measures what advocates reach: the graph is loaded, walked once a hop for everybody, and forgotten.
  static func countReach(of program: Program.ID, in connection: Connection) async throws {
    let sharers = try await Summaries.sharers(program: program, in: connection)
    let hops = try await Programs.find(program, in: connection)?.attribution.exposureHops ?? 2
    var people = PeopleGraph()
    for sharer in sharers { _ = people.vertex(of: sharer.person) }
    try await GraphEdges.forEach(program: program, in: connection) { people.add($0) }
    let graph = people
    let reach = try await offThePool { measure(graph, sharers, hops: max(1, min(3, hops))) }
    try await Summaries.countReach(reach, program: program, in: connection)
  }

  private static func measure(_ people: PeopleGraph, _ sharers: [Summaries.Sharer], hops: Int) -> [Summaries.Reach] {
    guard !sharers.isEmpty else { return [] }
    let graph = people.graph
    let vertices = sharers.indices.map { UInt32($0) }
    let sketches = ReachSketches(of: graph, hops: 3, precision: precision(for: graph.count), keys: people.keys)
    // By those who see it first, so that the advocate is not among whom it reaches, unless it follows one of them.
    let own = vertices.map { sketches.union(of: graph.successors(of: $0), hops: hops - 1) }
    let exclusive = ReachSketch.exclusive(own)
    let sizes = own.map(\.estimate)
    let widest = vertices.sorted { (sizes[Int($1)], $0) < (sizes[Int($0)], $1) }.prefix(compared)
    let asks = asks(graph, sketches, vertices, hops: hops)
    return vertices.map { vertex in
      let index = Int(vertex)
      var best: (advocate: UInt32, overlap: Double)?
      for other in widest where other != vertex {
        let overlap = own[index].overlap(own[Int(other)])
        if overlap > best?.overlap ?? 0.5 { best = (other, overlap) }
      }
      let erased = sharers[index].erased
      return Summaries.Reach(
        advocate: sharers[index].advocate,
        // Nobody reaches themselves.
        hops: sketches.reach(of: vertex).dropFirst().map { Int64($0.rounded()) - 1 + erased },
        exclusive: Int64(exclusive[index].rounded()),
        overlapWith: best.map { sharers[Int($0.advocate)].advocate }, overlap: Int64((best?.overlap ?? 0).rounded()),
        sketch: own[index].bytes, ask: asks[vertex])
    }
  }

  /// Whom to ask first: sketches choose who comes into question, and exact walks choose among these.
  private static func asks(
    _ graph: Graph, _ sketches: ReachSketches, _ advocates: [UInt32], hops: Int
  ) -> [UInt32: Summaries.Reach.Ask] {
    let likely = sketches.advocates(candidates, reachingMostWithin: hops, among: advocates)
    var asks: [UInt32: Summaries.Reach.Ask] = [:]
    for (place, choice) in graph.advocates(asked, reachingMostWithin: hops, among: likely).enumerated()
    where choice.adds > 0 {
      asks[choice.person] = .init(place: place + 1, adds: Int64(choice.adds), together: Int64(choice.together))
    }
    return asks
  }

  /// As many registers as there is room for, 256 at the most: an error of 6.5 %.
  private static func precision(for people: Int) -> Precision {
    var registers = Precision.usual.registers
    while registers > 64, people * registers * 3 > room { registers /= 2 }
    return Precision(registers: registers) ?? .usual
  }
}

/// The social graph of a program, its people numbered as they come.
struct PeopleGraph: Sendable {
  private var numbers: [Person.ID: UInt32] = [:]
  private var arcs = ArcList()
  /// By number, what a person is known by in every sketch.
  private(set) var keys: [UInt64] = []

  /// The number of a person.
  mutating func vertex(of person: Person.ID) -> UInt32 {
    if let number = numbers[person] { return number }
    let number = UInt32(keys.count)
    numbers[person] = number
    keys.append(person.high ^ person.low)
    return number
  }

  /// Adds edges.
  mutating func add(_ edges: [(from: Person.ID, to: Person.ID)]) {
    for edge in edges { arcs.append(from: vertex(of: edge.from), to: vertex(of: edge.to)) }
  }

  /// All of it.
  var graph: Graph { Graph(arcs, count: keys.count) }
}
