import ArgumentParser
import Foundation

/// The command line: one subcommand a file.
@main
struct Resonance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resonance",
    abstract: "Referral tracking that counts word of mouth, not just the last click.",
    subcommands: [
      Serve.self, Migrate.self, ProgramCommand.self, Keys.self, Report.self, Check.self, Demo.self, Attribute.self,
      Reach.self, Credit.self, Spread.self, Simulate.self, ImportCommand.self, WebhooksCommand.self,
    ])

  /// Runs the command that was typed; a failure is told on standard error, and by its exit code.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      CommandFailure.say("Error: \(failure)")
      Foundation.exit(failure.kind.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}
