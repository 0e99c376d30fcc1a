import ArgumentParser
import Foundation
import SocialGraph

/// `resonance spread`: from whom a thing spreads furthest, from a plain file. Needs no service and no database.
struct Spread: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spread",
    abstract: "Choose the people from whom a thing spreads furthest along a graph, and say how far.",
    discussion: """
      Whoever has it passes it on once along each edge, with its probability, and so on (independent cascade). Edges are \
      lines "from to", with a space, a tab or a comma between them: what "from" shares, "to" sees.

      Seeds are chosen greedily on sampled chances. The spread, the seeds included, is from fresh samples, since those \
      that seeds were chosen on flatter them; low and high hold the expected spread 19 times in 20. The same --seed \
      gives the same answer, on any machine of a kind.

      Lines that make no sense are named on standard error, and the exit code is 65; a file that cannot be read exits \
      with 66.
      """)

  @Argument(help: "The file of edges; - is standard input.")
  var file: String

  @Option(help: "How many people to choose.")
  var seeds: Int?

  @Option(help: ArgumentHelp("Choose nobody; say how far it spreads from these.", valueName: "a,b"))
  var of: String?

  @Option(
    help: ArgumentHelp(
      "How likely an edge passes it on: indegree, for one in as many as the person sees, or a number from 0 to 1.",
      valueName: "indegree|P"),
    transform: Self.probability)
  var probability: ArcProbability

  @Option(help: "How many samples to choose on, and how many fresh ones to report from. (default: as many as it takes)")
  var samples: Int?

  @Option(help: "Which random numbers.")
  var seed: UInt64 = 1

  @Flag(help: "Let every edge lead both ways.")
  var undirected = false

  @Option(help: "How to write it: \(GraphFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = GraphFormat.table

  func validate() throws {
    guard (seeds == nil) != (of == nil) else { throw ValidationError("Say either --seeds or --of.") }
    if let seeds, seeds < 1 { throw ValidationError("--seeds must be 1 or more.") }
    if let samples, !(1...Self.mostSamples).contains(samples) {
      throw ValidationError("--samples must be from 1 to \(Self.mostSamples).")
    }
  }

  func run() async throws {
    let input = InputFile(path: file)
    let people = try NamedGraph.read(input, isUndirected: undirected)
    let cascade = IndependentCascade(people.graph, probability: probability)
    let chosen: [Graph.Vertex]
    var guarantee: Double?
    if let of {
      chosen = try people.people(named: of, of: input)
    } else {
      let choice = await cascade.chooseSeeds(seeds ?? 0, samples: samples, seed: seed)
      (chosen, guarantee) = (choice.seeds, choice.guarantee)
    }
    let estimate = await cascade.spread(of: chosen, samples: samples, seed: seed)
    let names = chosen.map { people.names[$0] }
    switch format {
    case .json:
      let seeds = names.map(JSONText.quoted).joined(separator: ", ")
      print(
        #"{"seeds": [\#(seeds)], "spread": \#(estimate.spread), "low": \#(estimate.low), "high": \#(estimate.high)}"#)
    case .csv:
      // A line a seed; how far they spread it together is the last line, of nobody.
      let lines =
        ["id,spread,low,high"] + names.map { "\(CSVText.field($0)),,," }
        + [",\(estimate.spread),\(estimate.low),\(estimate.high)"]
      print(lines.joined(separator: "\n"))
    case .table:
      let terminal = Terminal.standardOutput()
      let lines = [
        "Seeds   \(names.joined(separator: ", "))",
        String(
          format: "Spread  %.2f of %d people, %.2f to %.2f (95 %%, %d fresh samples)", estimate.spread,
          people.graph.count, estimate.low, estimate.high, estimate.samples),
      ]
      let proof = guarantee.map {
        String(format: "No choice of as many people reaches more than %.2f times as far.", 1 / max($0, 1e-9))
      }
      print((lines + [proof].compactMap { $0 }).flatMap(terminal.wrapped).joined(separator: "\n"))
    }
  }

  private static let mostSamples = 1 << 26

  private static func probability(_ text: String) throws -> ArcProbability {
    if text == "indegree" { return .inverseIndegree }
    guard let number = Double(text), ArcProbability.constant(number).isValid else {
      throw ValidationError("must be indegree or a number from 0 to 1")
    }
    return .constant(number)
  }
}
