import ArgumentParser

/// `load visits`: people who follow links.
struct VisitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visits", abstract: "Sends GET requests, each from another visitor (another User-Agent).")

  @OptionGroup var options: LoadOptions

  @Option(help: "A path to request; repeat it for several, which are taken in turn.")
  var path: [String]

  @Option(help: "The number of the first visitor, so that runs after one another bring different people.")
  var firstVisitor = 0

  @Option(help: "The status that every response should have.")
  var expect = 302

  func validate() throws {
    guard firstVisitor >= 0 else { throw ValidationError("--first-visitor: from 0") }
    for path in path { try LoadOptions.check(path: path) }
  }

  func run() throws {
    try options.send(Visits(paths: path, hostHeader: options.host, firstVisitor: firstVisitor), expecting: expect)
  }
}
