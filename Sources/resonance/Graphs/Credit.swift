import ArgumentParser
import Foundation
import SocialGraph

/// `resonance credit`: who is behind what people did, from plain files. Needs no service and no database.
struct Credit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credit",
    abstract: "Credit people for what others did after them, by a graph and timed actions.",
    discussion: """
      The credit for an action passes to those whom the actor sees and who acted before, in even parts, and from them \
      on up (credit distribution: Goyal, Bonchi, Lakshmanan 2011).

      Edges are lines "from to", with a space, a tab or a comma between them: what "from" shares, "to" sees.
      Actions are cascades, one a line: "person time,person time,…", perhaps with one word before the first person. \
      Of a person's actions in a cascade the first counts, and only who acted strictly before is credited.

      Without --of, everybody is listed with their credit for what all the others did. With --of, the people whom those \
      named influenced together, each with the part that is due to them.

      Lines that make no sense are named on standard error, and the exit code is 65; a file that cannot be read exits \
      with 66. People who act and have no edge are passed over.
      """)

  /// What counts once.
  enum Unit: String, CaseIterable, ExpressibleByArgument {
    case person, action

    var weight: CreditDistribution.Weight { self == .person ? .person : .action }
  }

  @Option(help: "The file of edges; - is standard input.")
  var edges: String

  @Option(help: "The file of actions; - is standard input.")
  var actions: String

  @Option(
    help: """
      Let influence fade to 1/e in so long, in the unit of the times, and count by how often somebody acts within that \
      time after one they see. (default: it does not fade)
      """)
  var tau: Double?

  @Option(help: ArgumentHelp("Whom these people influenced together.", valueName: "a,b"))
  var of: String?

  @Option(help: "What counts as one: all that a person did, or each action.")
  var per = Unit.person

  @Option(help: "How to write it: \(GraphFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = GraphFormat.table

  func validate() throws {
    if let tau, !(tau > 0 && tau.isFinite) { throw ValidationError("--tau must be a number above 0.") }
    if edges == "-" && actions == "-" { throw ValidationError("--edges and --actions cannot both be standard input.") }
  }

  func run() async throws {
    let edges = InputFile(path: edges)
    let people = try NamedGraph.read(edges)
    let set = try of.map { try people.people(named: $0, of: edges) }
    let distribution = await CreditDistribution(graph: people.graph, cascades: try cascades(people.names), tau: tau)
    let credits =
      if let set {
        await distribution.credit(of: Set(set), by: per.weight)
      } else {
        await distribution.totals(by: per.weight)
      }
    let ranked = credits.indices.filter { credits[$0] > 0 }
      .sorted { (credits[$1], $0) < (credits[$0], $1) }
      .map { (name: people.names[Graph.Vertex($0)], credit: credits[$0]) }
    switch format {
    case .json:
      let objects = ranked.map { #"  {"id": \#(JSONText.quoted($0.name)), "credit": \#($0.credit)}"# }
      print(objects.isEmpty ? "[]" : "[\n\(objects.joined(separator: ",\n"))\n]")
    case .csv:
      print((["id,credit"] + ranked.map { "\(CSVText.field($0.name)),\($0.credit)" }).joined(separator: "\n"))
    case .table:
      let table = TextTable(
        columns: [
          TextTable.Column(title: set == nil ? "Person" : "Influenced", isCroppable: true, isKey: true),
          TextTable.Column(title: "Credit", isNumber: true),
        ],
        rows: ranked.map { [$0.name, String(format: "%.6f", $0.credit)] })
      print(table.lines(in: Terminal.standardOutput()).joined(separator: "\n"))
    }
  }

  private func cascades(_ names: Names) throws -> [Cascade] {
    let file = InputFile(path: actions)
    var list = ActionList(names: names)
    try file.read { list.read($0) }
    do {
      return try list.finish()
    } catch {
      throw file.failure(error.faults, of: error.faultCount)
    }
  }
}
