import Postgres
import Records
import Referrals
import Webhooks

/// What a batch of results shows of one endpoint that is not known of it yet.
struct EndpointFinding {
  /// Which.
  let endpoint: Endpoints.ID
  /// It has taken something, after it had failed.
  private(set) var hasRecovered = false
  /// It has failed, for the first time since it last took something.
  private(set) var failsSince: Timestamp?
  /// Until when it asks to be left alone.
  private(set) var pause: Timestamp?
  /// Why it is to be disabled.
  private(set) var end: Endpoints.Reason?
  /// Since when it does nothing but fail.
  private(set) var failingSince: Timestamp?

  /// - Parameter failingSince: what is known so far.
  init(_ endpoint: Endpoints.ID, _ results: [Shipment.Result], failingSince: Timestamp?, _ now: Timestamp) {
    self.endpoint = endpoint
    self.failingSince = failingSince
    for result in results {
      if result.verdict == .delivered {
        if self.failingSince != nil { hasRecovered = true }
        failsSince = nil
        self.failingSince = nil
      } else if self.failingSince == nil {
        failsSince = result.outcome.attempt.startedAt
        self.failingSince = failsSince
      }
      if let time = result.pause { pause = max(pause ?? time, time) }
      if result.verdict == .gone { end = .gone }
    }
    if end == nil, let since = self.failingSince, now - since >= RetrySchedule.disableAfter { end = .failing }
  }

  /// Whether nothing is news.
  var isNothing: Bool { !hasRecovered && failsSince == nil && pause == nil && end == nil }

  /// Writes it down. The endpoint, if this has disabled it; then the program's others are told.
  func write(at now: Timestamp, program: Program.ID, in connection: Connection) async throws -> Endpoints.Entry? {
    if hasRecovered { try await Endpoints.noteSuccess(of: endpoint, program: program, in: connection) }
    if let failsSince {
      try await Endpoints.noteFailure(of: endpoint, at: failsSince, program: program, in: connection)
    }
    if let pause { try await Endpoints.pause(endpoint, until: pause, program: program, in: connection) }
    guard let end else { return nil }
    let limit = end == .failing ? now - RetrySchedule.disableAfter : nil
    guard
      let disabled = try await Endpoints.disable(
        endpoint, for: end, ifFailingSince: limit, at: now, program: program, in: connection)
    else { return nil }
    try await EventType.endpointDisabled.tell(
      EventType.disabling(disabled), to: .others(than: endpoint), at: now, program: program, in: connection)
    return disabled
  }
}
