import ArgumentParser
import Foundation
import Postgres
import Records
import Referrals

/// `resonance webhooks tail`.
struct WebhooksTail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show deliveries as they come, each with its verdict.",
    discussion: """
      What comes in is shown once it has been looked at, and what goes out once it was tried; both again when that has \
      changed. Ends with Control-C, or with --no-follow after what is there.
      """)

  @Option(help: "The program's id or name; not needed where there is only one.")
  var program: String?

  @Option(help: "How many of those that are there to show first.")
  var last = 10

  @Flag(inversion: .prefixedNo, help: "Go on as deliveries come.")
  var follow = true

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard (0...500).contains(last) else { throw ValidationError("--last must be from 0 to 500.") }
  }

  func run() async throws {
    try await database.withPool { pool in
      let program = try await pool.withConnection { try await ProgramChoice.find(self.program, in: $0) }
      var watch = DeliveryWatch(program: program.id)
      let terminal = Terminal.standardOutput()
      Self.say(try await watch.first(last, in: pool), in: terminal)
      while follow {
        try await Task.sleep(for: .milliseconds(300))
        Self.say(try await watch.next(in: pool), in: terminal)
      }
    }
  }

  private static func say(_ sightings: [Sighting], in terminal: Terminal) {
    for line in sightings.compactMap({ $0.line(in: terminal) }) { print(line) }
    // Also where it is piped on, a line is there as soon as it is said.
    fflush(nil)
  }
}
