import ArgumentParser

/// Sends requests over keep-alive connections and says how fast they were answered.
@main
struct Load: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Sends requests over keep-alive connections and prints counts, rate and latencies as name=value lines.",
    discussion: """
      As fast as they are answered, or at a pace. Whatever is in flight at the end is waited for. Exit code 0: every \
      request was answered, with the expected status; 1: not so.
      """,
    subcommands: [VisitCommand.self, DeliveryCommand.self], defaultSubcommand: VisitCommand.self)
}
