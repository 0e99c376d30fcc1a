import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle

extension LinkDirectory: Service {
  /// Listens for changes until graceful shutdown or cancellation. Everything is read anew whenever some may have been
  /// missed.
  package func run() async throws {
    let notifications = try Notifications(url: url, channels: [Links.channel], logger: logger)
    defer { notifications.stop() }
    for await event in notifications.events.cancelOnGracefulShutdown() {
      switch event {
      case .reconnected: await reload()
      case .notification(_, let payload): await refresh(payload)
      }
    }
  }

  private func reload() async {
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      do {
        return try await load()
      } catch {
        logger.error("the links cannot be read anew yet, and are what they were before: \(error)")
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
      }
    }
  }

  private func refresh(_ payload: String) async {
    let words = payload.split(separator: ":")
    guard let program = words.first.flatMap({ Program.ID(String($0)) }) else { return }
    let link = words.count > 1 ? Link.ID(String(words[1])) : nil
    await refresh(program: program, link: link)
  }
}
