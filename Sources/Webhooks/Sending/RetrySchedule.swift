package import Referrals

/// When an event that an endpoint did not take is sent again, and when no more.
package enum RetrySchedule {
  /// What becomes of an event after an attempt to send it.
  package enum Verdict: Sendable, Equatable {
    /// The endpoint has it.
    case delivered
    /// It is sent again then.
    case retry(at: Timestamp)
    /// It was the last attempt; the event waits for a replay.
    case exhausted
    /// The endpoint wants no events any more (410): nothing is sent to it until it is enabled again.
    case gone
  }

  /// How an attempt ended.
  package enum Outcome: Sendable, Equatable {
    /// The endpoint answered with this status.
    case answered(status: Int)
    /// It did not answer: no connection, a timeout, a bad certificate.
    case failed
  }

  /// How long after a failed attempt the next one is due, from the first on.
  package static let delays: [Duration] = [
    .seconds(5), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(10),
  ]

  /// How often an event is sent before it waits for a replay.
  package static let attempts = delays.count + 1

  /// The part of a delay by which it may be shorter or longer, so that what failed together does not come back together.
  package static let jitter = 0.2

  /// The longest that an endpoint may ask to be left alone for.
  package static let longestWish: Duration = .days(1)

  /// For how long an endpoint may do nothing but fail before it is disabled.
  package static let disableAfter: Duration = .days(5)

  /// What follows from the outcome of an attempt (the first is 1) at `now`. `retryAfter` is the answer's field of that
  /// name (RFC 9110, section 10.2.3), `chance` a random number from 0 up to 1. Only a status of 2xx is success, so
  /// redirects are none.
  package static func verdict(
    _ outcome: Outcome, attempt: Int, retryAfter: String? = nil, chance: Double, now: Timestamp
  ) -> Verdict {
    if case .answered(let status) = outcome {
      if (200..<300).contains(status) { return .delivered }
      if status == 410 { return .gone }
    }
    guard attempt >= 1, attempt < attempts else { return .exhausted }
    let factor = 1 - jitter + 2 * jitter * min(max(chance, 0), 1)
    let planned = now + .microseconds(Int64(Double(delays[attempt - 1].wholeMicroseconds) * factor))
    guard let retryAfter, let wish = RetryAfter.time(retryAfter, now: now) else { return .retry(at: planned) }
    return .retry(at: max(planned, min(wish, now + longestWish)))
  }

  /// Whether an answer says that the endpoint has more than it can take, so that it should get less for a while.
  package static func isOverloaded(status: Int) -> Bool { [429, 502, 503, 504].contains(status) }
}
