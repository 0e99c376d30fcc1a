import Synchronization

/// How many deliveries came, by provider and by what became of them at the door.
final class DeliveryMetrics: Sendable {
  private struct Key: Hashable {
    var provider: String
    var outcome: String
  }

  private let counts = Mutex<[Key: UInt64]>([:])

  /// Counts one.
  func count(provider: String, outcome: String) {
    counts.withLock { $0[Key(provider: provider, outcome: outcome), default: 0] += 1 }
  }

  /// Adds the counts to a page of metrics.
  func write(to page: inout MetricsPage) {
    page.head("resonance_webhook_deliveries_total", .counter, "Deliveries that came, by provider and outcome.")
    let sorted = counts.withLock { $0 }.sorted { ($0.key.provider, $0.key.outcome) < ($1.key.provider, $1.key.outcome) }
    for (key, count) in sorted {
      page.sample(
        "resonance_webhook_deliveries_total", [("provider", key.provider), ("outcome", key.outcome)], Double(count))
    }
  }
}
