import Records
import Synchronization

/// What was sent since the start.
final class SendingMetrics: Sendable {
  private struct Tally {
    var attempts: [String: Int] = [:]
    var outcomes: [Deliveries.Status: Int] = [:]
    var inFlight = 0
  }

  private let tally = Mutex(Tally())

  /// A delivery is on its way.
  func begin() { tally.withLock { $0.inFlight += 1 } }

  /// A delivery is on its way no more.
  func end() { tally.withLock { $0.inFlight -= 1 } }

  /// An attempt was made and recorded.
  func count(_ attempt: Deliveries.Attempt, _ status: Deliveries.Status) {
    let result = attempt.status.map { "\($0 / 100)xx" } ?? attempt.failure ?? "other"
    tally.withLock { tally in
      tally.attempts[result, default: 0] += 1
      if status != .pending { tally.outcomes[status, default: 0] += 1 }
    }
  }

  /// Adds it to a page of metrics.
  func write(to page: inout MetricsPage) {
    let tally = tally.withLock { $0 }
    page.head("resonance_deliveries_total", .counter, "Deliveries of events to endpoints that came to an end.")
    for status in [Deliveries.Status.delivered, .failed, .held] {
      page.sample(
        "resonance_deliveries_total", [("outcome", status.rawValue)], Double(tally.outcomes[status] ?? 0))
    }
    page.head(
      "resonance_delivery_attempts_total", .counter, "Attempts to deliver, by the answer or why there was none.")
    for (result, count) in tally.attempts.sorted(by: { $0.key < $1.key }) {
      page.sample("resonance_delivery_attempts_total", [("result", result)], Double(count))
    }
    page.metric("resonance_deliveries_in_flight", .gauge, "Deliveries on their way now.", Double(tally.inFlight))
  }
}
