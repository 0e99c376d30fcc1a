import ArgumentParser
import Foundation
import SocialGraph

/// `resonance reach`: how many people each person's shares can reach, from a plain file. Needs no service and no
/// database.
struct Reach: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reach",
    abstract: "Count the people within some hops of everybody on a graph, each once.",
    discussion: """
      Edges are lines "from to", with a space, a tab or a comma between them: what "from" shares, "to" sees. Blank \
      lines and lines that begin with # are skipped. Names are any text; whoever has an edge is one of the people, and \
      counts as within 0 hops of themselves. An edge that stands there twice counts once, one from a person to \
      themselves leads nowhere.

      With --of, only the people named are listed, and the last row is whom they reach together, each counted once.

      Up to \(Self.exactPeople.formattedForPeople) people, with --exact and with --of, reach is exact. Beyond, it is \
      exact within 1 hop and from sketches of 256 registers within more, about 6.5 % off (1.04 ÷ √registers); \
      --registers asks for sketches of another size, however many the people are.

      Lines that make no sense are named on standard error, and the exit code is 65; a file that cannot be read exits \
      with 66.
      """)

  @Argument(help: "The file of edges; - is standard input.")
  var file: String

  @Option(help: "Within how many hops, from 0 to \(Self.mostHops).")
  var hops = 3

  @Flag(help: "Count exactly, however long it takes.")
  var exact = false

  @Option(help: "Estimate from sketches of so many registers: a power of two from 64 to 65536.")
  var registers: Int?

  @Flag(help: "Let every edge lead both ways.")
  var undirected = false

  @Option(help: ArgumentHelp("List these people, and whom they reach together.", valueName: "a,b"))
  var of: String?

  @Option(help: "How to write it: \(ReachFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = ReachFormat.table

  @Option(help: "On how many threads; it makes no difference to what comes out. (default: one a processor)")
  var threads: Int?

  @Flag(help: "Say on standard error how long reading, counting and writing took.")
  var timings = false

  private static let exactPeople = 10_000
  private static let mostHops = 100

  func validate() throws {
    guard (0...Self.mostHops).contains(hops) else {
      throw ValidationError("--hops must be from 0 to \(Self.mostHops).")
    }
    if exact && registers != nil { throw ValidationError("Say either --exact or --registers.") }
    if let registers, Precision(registers: registers) == nil {
      throw ValidationError("--registers must be a power of two from 64 to 65536.")
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be from 1 to 1024.") }
  }

  func run() throws {
    var clock = Stopwatch(isSaying: timings)
    let input = InputFile(path: file)
    let people = try NamedGraph.read(input, isUndirected: undirected)
    let chosen = try of.map { try people.people(named: $0, of: input) }
    clock.say("reading")
    let found = chosen.map { reach(of: $0, in: people.graph) } ?? reachOfEverybody(in: people.graph)
    clock.say("counting")
    let page = ReachPage(people: people, hops: hops, rows: found.rows, union: found.union)
    try page.write(as: format)
    clock.say("writing")
  }

  private func reachOfEverybody(in graph: Graph) -> ReachPage.Rows {
    let threads = threads ?? Threads.usual
    let isExact = exact || registers == nil && graph.count <= Self.exactPeople
    let table =
      isExact
      ? graph.reachOfEverybody(hops: hops, threads: threads)
      : ReachSketches.reachOfEverybody(in: graph, hops: hops, precision: precision, threads: threads)
    return (rows: (0..<Graph.Vertex(graph.count)).map { ($0, table[$0]) }, union: nil)
  }

  private func reach(of chosen: [Graph.Vertex], in graph: Graph) -> ReachPage.Rows {
    func row(_ sizes: [Int]) -> ArraySlice<UInt32> { sizes.map { UInt32($0) }[...] }
    guard registers != nil, hops > 0 else {
      return (chosen.map { ($0, row(graph.reach(of: $0, hops: hops))) }, row(graph.reach(ofAny: chosen, hops: hops)))
    }
    let sketches = ReachSketches(of: graph, hops: hops, precision: precision, threads: threads ?? Threads.usual)
    let union = (0...hops).map { Int(sketches.union(of: chosen, hops: $0).estimate.rounded()) }
    return (chosen.map { ($0, row(sketches.reach(of: $0).map { Int($0.rounded()) })) }, row(union))
  }

  private var precision: Precision { registers.flatMap { Precision(registers: $0) } ?? .usual }
}
