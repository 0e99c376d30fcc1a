import ArgumentParser

/// The command line: one subcommand a file.
@main
struct Resonance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resonance",
    abstract: "Referral tracking that counts word of mouth, not just the last click.",
    subcommands: [Attribute.self])
}
