import Wire

/// What came, since it was last forgotten.
struct Reception {
  /// Requests that were answered.
  private(set) var answered = 0
  /// Requests that are left without an answer.
  private(set) var hanging = 0
  /// Answered ones without a time or a `webhook-id`.
  private(set) var strange = 0
  /// Paths with the ids that came to them: each of them once, however often it is sent.
  private var seen: Set<String> = []
  /// From the time that the body tells to its arrival, of what came for the first time, in nanoseconds.
  private var delays = Histogram()

  /// Counts one that is answered.
  /// - Parameters:
  ///   - id: its `webhook-id`.
  ///   - now: microseconds since 1970.
  mutating func receive(path: String, id: String?, body: Span<UInt8>, at now: Int64) {
    answered += 1
    guard let id, let time = EventTime.find(in: body) else {
      strange += 1
      return
    }
    guard seen.insert("\(path) \(id)").inserted else { return }
    delays.record(UInt64(max(0, now - time)) * 1000)
  }

  /// Counts one that hangs.
  mutating func hang() { hanging += 1 }

  /// Lines `name=value`: counts, and delays in milliseconds.
  var lines: [String] {
    var lines = [
      "answered=\(answered)", "unique=\(seen.count)", "repeated=\(answered - strange - seen.count)",
      "strange=\(strange)", "hanging=\(hanging)",
    ]
    for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1)] {
      lines.append("\(name)_ms=\(delays.quantile(share) / 1_000_000)")
    }
    return lines
  }
}
