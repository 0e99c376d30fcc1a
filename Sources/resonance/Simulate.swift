import ArgumentParser
import Foundation
import Simulation
import SocialGraph

/// `resonance simulate`: a world where the truth is known, as files, or how near to it each model comes. Needs no service
/// and no database.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a world where the truth about sharing is known; or score every model in such worlds.",
    discussion: """
      People follow each other; advocates share; some who see it buy, with or without a click; others would have bought \
      anyway, and some of these click too. The truth is counterfactual: the revenue that is missing in the same world \
      without one advocate's shares. The same options make the same world.

      With --output, the world is written as files that `resonance import` takes, beside truth.csv (what is missing \
      without each advocate, in minor units) and causes.csv (who set each sale off, and whether it would not have \
      happened without them). Exposures are not written: they follow from graph and shares.

      With --score, every model is run on what a company could know of several worlds:
        misplaced  Σ|credit − truth| ÷ Σ truth: 0 is right, 1 as wrong as crediting nobody
        rank       Spearman's rank correlation of credit and truth over the advocates
        claimed    Σ credit ÷ Σ truth: above 1, more is claimed than was caused
        covered    the share of the advocates whose truth lies in the model's interval of 90 %
      The last line is no model: it knows every rate of the world, and guesses only who set off what.
      """)

  /// How scores are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json, csv
  }

  @Option(help: "How many people a generated graph has. (default: 10000)")
  var people: Int?

  @Option(help: "How many share from the first day on.")
  var advocates = Parameters().advocates

  @Option(help: "How many days the world goes on.")
  var days = Parameters().days

  @Option(help: "A graph to use instead: lines of two ids, the second sees what the first shares.")
  var graph: String?

  @Option(help: "What all random numbers come from.")
  var seed = Parameters().seed

  @Option(
    help: "Of the sales that sharing set off, the share without a click. (default: 0.6; with --score 0, 0.6, 0.9)")
  var unclicked: Double?

  @Option(
    help:
      "Of the customers, the share who would have bought without any sharing. (default: 0.65; with --score 0.65, 0.92)")
  var anyway: Double?

  @Option(help: "How often an advocate shares in a year, on average.")
  var shares = Parameters().sharesAYear

  @Option(help: "The share of the people who would buy in a year without any sharing.")
  var organic = Parameters().organic

  @Option(help: "The chance that a follower sees a post.")
  var sight = Parameters().sight

  @Option(help: "The chance that somebody who saw a post tells the own followers.")
  var retelling = Parameters().retelling

  @Option(help: "The chance that somebody clicks on a post without being set off by it.")
  var idle = Parameters().idleClicks

  @Option(help: "The chance that somebody who is about to buy anyway first clicks on what they saw last.")
  var along = Parameters().clicksAlong

  @Option(help: "The chance that a purchase is followed by another. (default: 0.25; with --score 0)")
  var repeats: Double?

  @Option(help: "The chance that a purchase is paid back, at least in part. (default: 0.05; with --score 0)")
  var refunds: Double?

  @Option(help: "The chance that a buyer becomes an advocate. (default: 0.01; with --score 0)")
  var recruits: Double?

  @Option(help: ArgumentHelp("Write the world into this folder.", valueName: "folder"))
  var output: String?

  @Flag(help: "Score every model.")
  var score = false

  @Option(help: "Over how many worlds of each kind scores are means.")
  var worlds = 3

  @Option(help: "How to write scores.")
  var format = Format.table

  func validate() throws {
    guard score != (output != nil) else { throw ValidationError("Give either --output or --score.") }
    guard graph == nil || people == nil else { throw ValidationError("Give either --people or --graph.") }
    guard (0...10_000_000).contains(generated) else { throw ValidationError("--people must be 0 to 10000000") }
    guard (1...1000).contains(worlds) else { throw ValidationError("--worlds must be 1 to 1000") }
    guard graph == nil else { return }
    try told { () throws(Parameters.Invalid) in try parameters.validate(people: generated) }
  }

  func run() throws {
    let graph = try graph.map { try Self.read($0) }
    if score {
      let board = try told { () throws(Parameters.Invalid) in
        try Scoreboard(
          parameters, kinds: kinds, worlds: worlds,
          following: { graph?.following ?? .generated(people: generated, seed: $0) }, progress: Self.tell)
      }
      Self.tell(1, 1)
      switch format {
      case .json: print(board.json, terminator: "")
      case .csv: print(board.csv, terminator: "")
      case .table: print(ScorePage(board: board, worlds: worlds).lines(in: .standardOutput()).joined(separator: "\n"))
      }
    } else if let output {
      let world = try told { () throws(Parameters.Invalid) in
        try World(parameters, following: graph?.following ?? .generated(people: generated, seed: seed))
      }
      try write(world, names: graph?.names ?? (0..<generated).map { "person-\($0)" }, to: output)
    }
  }

  private var generated: Int { people ?? 10_000 }

  private var parameters: Parameters {
    var parameters = Parameters()
    parameters.seed = seed
    parameters.advocates = advocates
    parameters.days = days
    parameters.unclicked = unclicked ?? parameters.unclicked
    parameters.anyway = anyway ?? parameters.anyway
    parameters.sharesAYear = shares
    parameters.organic = organic
    parameters.sight = sight
    parameters.retelling = retelling
    parameters.idleClicks = idle
    parameters.clicksAlong = along
    parameters.repeats = repeats ?? (score ? 0 : 0.25)
    parameters.refunds = refunds ?? (score ? 0 : 0.05)
    parameters.recruits = recruits ?? (score ? 0 : 0.01)
    return parameters
  }

  /// The usual kinds of world, or those of them with what was asked for.
  private var kinds: [Scoreboard.Kind] {
    var kinds: [Scoreboard.Kind] = []
    for kind in Scoreboard.Kind.usual {
      let asked = Scoreboard.Kind(unclicked: unclicked ?? kind.unclicked, anyway: anyway ?? kind.anyway)
      if !kinds.contains(asked) { kinds.append(asked) }
    }
    return kinds
  }

  private func told<Result>(_ work: () throws(Parameters.Invalid) -> Result) throws -> Result {
    do {
      return try work()
    } catch {
      let flags = ["shares a year": "shares", "idle clicks": "idle", "clicks along": "along"]
      let flag = flags[error.field] ?? error.field
      throw ValidationError("--\(flag) \(error.reason)")
    }
  }

  private static func tell(_ done: Int, _ all: Int) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let line = done < all ? "\rworld \(done + 1) of \(all) …" : "\r\u{1b}[K"
    FileHandle.standardError.write(Data(line.utf8))
  }
}

extension Simulate {
  private static func read(_ path: String) throws -> (following: Following, names: [String]) {
    do {
      var list = EdgeList()
      let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty { list.read(piece) }
      let named = try list.finish()
      var arcs: [(from: Int32, to: Int32)] = []
      arcs.reserveCapacity(named.graph.arcCount)
      named.graph.forEachArc { arcs.append((Int32($0.from), Int32($0.to))) }
      let names = (0..<named.graph.count).map { named.names[Graph.Vertex($0)] }
      return (Following(people: names.count, arcs: arcs), names)
    } catch let error as EdgeListError {
      throw CommandFailure(.data, "\(path): \(error)")
    } catch {
      throw CommandFailure(.noInput, "\(path) cannot be read: \(error.localizedDescription)")
    }
  }

  private func write(_ world: World, names: [String], to path: String) throws {
    let folder = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for file in WorldFile.allCases {
        let place = folder.appendingPathComponent(file.name)
        try Data().write(to: place)
        let output = try FileHandle(forWritingTo: place)
        var piece = Data()
        try file.forEachLine(of: world, names: names) { (line: String) throws in
          piece.append(contentsOf: line.utf8)
          piece.append(0x0a)
          guard piece.count >= 1 << 20 else { return }
          try output.write(contentsOf: piece)
          piece.removeAll(keepingCapacity: true)
        }
        try output.write(contentsOf: piece)
        try output.close()
      }
    } catch {
      throw CommandFailure(.cannotCreate, "\(path) cannot be written: \(error.localizedDescription)")
    }
    let setOff = world.purchases.count { $0.setOffBy != nil }
    let caused = world.purchases.count { $0.causedBy != nil }
    Console.say(
      """
      \(path): \(world.following.people) people, \(world.advocates.count) advocates, \(world.shares.count) shares, \
      \(world.clicks.count) clicks, \(world.purchases.count) sales; sharing set off \(setOff), \
      \(caused) of which would be missing without the one who did
      """)
  }
}
