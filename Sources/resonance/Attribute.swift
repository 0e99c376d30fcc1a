import ArgumentParser
import Attribution
import Foundation

/// `resonance attribute`: a CSV of journeys in, what each touch earned out. Needs no service and no database.
struct Attribute: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Split the conversions and value of a CSV of journeys over their touches.",
    discussion: """
      The first line names the columns, in any order:
        path         the touches in their order: a > b > c
        conversions  how many such journeys converted (1 a line where there is no such column)
        value        what they were worth together (0)
        nulls        how many such journeys did not convert; markov learns from them, nobody else looks (0)
        days         how many days before the conversion each touch was: 38 > 33 > 0

      Only time_decay looks at days. Without that column touches count as one day apart, the last one at the \
      conversion.

      Numbers are read to six decimals, and the output sums to the input exactly. Lines that make no sense are \
      named on standard error, and the exit code is 65; a file that cannot be read exits with 66.

      Models:
      \(Models.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
        markov: by what would be missing without the touch, were journeys a Markov chain of the last --order touches
        shapley: by what the touch adds to the others, on average: each path to its different touches alike

      Under markov, removal effects are exact with up to \(MarkovFit<String>.mostExact) touches. With more, and with an \
      order above 1, a bound of what they can be off by is printed on standard error.
      """)

  @Argument(help: "The CSV file; - is standard input.")
  var file: String

  @Option(help: "One of \(PathModel.names.joined(separator: ", ")).")
  var model: String

  @Option(help: "How to write the result: \(Self.formats).", transform: Self.format)
  var format: TouchTotalFormat = .table

  @Option(help: "For time_decay: after how many days a touch weighs half.")
  var halfLife = 7.0

  @Option(
    help: ArgumentHelp(
      "For position_based: the shares of the first and the last touch. (default: 0.4,0.4)", valueName: "first,last"),
    transform: Self.position)
  var position = Settings.Position.usual

  @Option(help: "For markov: how many of the last touches decide what comes next.")
  var order = 1

  @Flag(help: "Say on standard error how long reading, working out and writing took.")
  var timings = false

  func validate() throws {
    _ = try chosen()
  }

  func run() throws {
    let source = file == "-" ? "standard input" : file
    var clock = Stopwatch(isSaying: timings)
    var paths = PathAttribution(model: try chosen())
    do {
      let input =
        file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
      while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty { paths.read(piece) }
    } catch {
      complain("Error: cannot read \(source): \(Self.reason(error))")
      throw ExitCode(66)
    }
    clock.say("reading")
    let totals = paths.finish()
    clock.say("working out")
    guard paths.faultCount == 0 else {
      for fault in paths.faults { complain("\(source), \(fault)") }
      let more = paths.faultCount - paths.faults.count
      if more > 0 { complain("… and \(more) more") }
      throw ExitCode(65)
    }
    print(format.text(totals), terminator: "")
    clock.say("writing")
    if let bound = paths.removalBound, bound > 0 {
      complain("Every removal effect is within \(bound) of the exact one.")
    }
  }

  private func chosen() throws -> PathModel {
    guard (1...20).contains(order) else { throw ValidationError("--order must be 1 to 20") }
    do {
      switch model {
      case "markov": return .markov(order: order)
      case "shapley": return .shapley
      default: break
      }
      guard Models.named(model) != nil else {
        throw ValidationError("--model must be one of \(PathModel.names.joined(separator: ", "))")
      }
      return .rule(try Settings(model: model, halfLifeDays: halfLife, position: position))
    } catch let error as Settings.Invalid {
      let flag = ["half_life_days": "half-life"][error.field] ?? error.field
      throw ValidationError("--\(flag) \(error.reason)")
    }
  }

  private func complain(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }

  /// What the system says is wrong with a file; Foundation's own words hide it.
  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(cause.code)))
  }

  private static let formats = TouchTotalFormat.allCases.map(\.rawValue).joined(separator: ", ")

  private static func format(_ text: String) throws -> TouchTotalFormat {
    guard let format = TouchTotalFormat(rawValue: text) else {
      throw ValidationError("must be one of \(formats)")
    }
    return format
  }

  /// Two shares with a comma between them.
  private static func position(_ text: String) throws -> Settings.Position {
    let shares = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard shares.count == 2, let first = shares[0], let last = shares[1] else {
      throw ValidationError("must be two shares, such as 0.4,0.4")
    }
    return Settings.Position(first: first, last: last)
  }
}
