import ArgumentParser

/// `resonance webhooks`: for the person who integrates.
struct WebhooksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhooks", abstract: "Watch webhooks come and go, and send one as a provider would.",
    subcommands: [WebhooksTail.self, WebhooksSend.self])
}
