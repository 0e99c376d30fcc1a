import Referrals

/// The time that a signature covers: seconds since the Unix epoch, in digits.
struct SignedTime {
  /// The digits, which are what was signed.
  let text: String
  /// The moment.
  let time: Timestamp

  /// How far it may be from the receiver's clock, in either direction.
  static let tolerance: Duration = .minutes(5)

  /// Takes digits alone; `nil` for a sign, a fraction, a space, or a year beyond 9999.
  init?(_ text: some StringProtocol) {
    guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int64(text), seconds <= Timestamp.latest.seconds
    else { return nil }
    self.text = String(text)
    time = Timestamp(seconds: seconds)
  }

  /// Throws when the time is too far from `now`.
  func check(at now: Timestamp, tolerance: Duration = tolerance) throws(Rejection) {
    try Self.check(time, at: now, past: tolerance, future: tolerance)
  }

  /// Throws when a time is more than `past` before `now`, or more than `future` after it.
  static func check(
    _ time: Timestamp, at now: Timestamp, past: Duration, future: Duration
  ) throws(Rejection) {
    // Whole seconds, since that is what is signed: 300.9 seconds are no more than 300.
    let age = now.seconds - time.seconds
    if age > past.components.seconds { throw .stale }
    if -age > future.components.seconds { throw .fromTheFuture }
  }
}
