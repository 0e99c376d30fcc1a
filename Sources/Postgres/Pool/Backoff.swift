/// Waits that double from one failure to the next, each shortened by chance so that many waiters don't come at once.
struct Backoff: Sendable {
  var first: Duration
  var longest: Duration

  /// The wait after so many failures in a row (from 1): between half and all of `first × 2^(failures - 1)`, at most
  /// `longest`.
  func delay(after failures: Int) -> Duration {
    var delay = first
    for _ in 1..<max(1, min(failures, 32)) where delay < longest { delay *= 2 }
    return min(delay, longest) * Double.random(in: 0.5...1)
  }
}
