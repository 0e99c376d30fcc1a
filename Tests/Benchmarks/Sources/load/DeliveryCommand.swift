import ArgumentParser
import Foundation

/// `load deliveries`: a payment system that tells of what happened.
struct DeliveryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries", abstract: "Posts webhooks, each made from a template and signed as Stripe signs.",
    discussion: """
      In a template, {number} stands for the delivery's number in 12 digits, {time} for the second it is sent in, and \
      {word} for the next line of the file of words, beginning with the one of the first number.
      """)

  @OptionGroup var options: LoadOptions

  @Option(help: "The path to post to.")
  var path: String

  @Option(help: "The secret to sign with, as it is.")
  var secret: String

  @Option(help: "A file with a template; repeat it for several, which are taken in turn.")
  var template: [String]

  @Option(help: "A file of words for the templates, one a line, all as long; after the last comes the first.")
  var words: String?

  @Option(help: "The number of the first delivery, so that runs after one another bring different ones.")
  var firstNumber = 0

  @Option(help: "The status that every response should have.")
  var expect = 200

  func validate() throws {
    guard firstNumber >= 0 else { throw ValidationError("--first-number: from 0") }
    try LoadOptions.check(path: path)
  }

  func run() throws {
    let lines = try words.map { try Self.text(of: $0).split(separator: "\n").map { Array($0.utf8) } } ?? []
    guard Set(lines.map(\.count)).count <= 1 else { throw ValidationError("--words: lines of the same length only") }
    let templates = try template.map { Template(try Self.text(of: $0), wordLength: lines.first?.count) }
    guard !lines.isEmpty || templates.allSatisfy({ $0.words.isEmpty }) else {
      throw ValidationError("--words: there is a {word} in a template")
    }
    try options.send(
      Deliveries(
        path: path, hostHeader: options.host, templates: templates, words: lines, secret: secret,
        firstNumber: firstNumber),
      expecting: expect)
  }

  private static func text(of file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
}
