import Wire

/// What a run counted.
struct Tally {
  /// Responses by status code.
  var statuses: [Int: Int] = [:]
  /// From when a request was sent, or at a pace was due, to its response's last byte, in nanoseconds.
  var latencies = Histogram()
  /// Requests whose connection ended before their response was whole.
  var lost = 0
  /// Requests that nothing came back for within the patience of the run.
  var unanswered = 0
  /// Connections made anew, because the server closed one.
  var reconnections = 0
  /// Seconds from the first request to the last response.
  var seconds = 0.0
  /// What ended the run early.
  var failure: String?

  /// All responses.
  var responses: Int { statuses.values.reduce(0, +) }

  /// Every request was answered, and with this status.
  func isAll(_ status: Int) -> Bool {
    failure == nil && lost == 0 && unanswered == 0 && responses > 0 && statuses[status] == responses
  }

  /// Lines `name=value`: counts, responses a second, latencies in milliseconds.
  var lines: [String] {
    var lines = ["responses=\(responses)"]
    lines += statuses.sorted { $0.key < $1.key }.map { "status_\($0.key)=\($0.value)" }
    lines += ["lost=\(lost)", "unanswered=\(unanswered)", "reconnections=\(reconnections)"]
    lines.append("seconds=\(Self.thousandths(seconds))")
    lines.append("rate=\(seconds > 0 ? Int(Double(responses) / seconds) : 0)")
    for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)] {
      lines.append("\(name)_ms=\(Self.thousandths(Double(latencies.quantile(share)) / 1e6))")
    }
    lines.append("max_ms=\(Self.thousandths(Double(latencies.maximum) / 1e6))")
    if let failure { lines.append("failure=\(failure)") }
    return lines
  }

  private static func thousandths(_ value: Double) -> String {
    let scaled = Int((value * 1000).rounded())
    let fraction = String(scaled % 1000)
    return "\(scaled / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
