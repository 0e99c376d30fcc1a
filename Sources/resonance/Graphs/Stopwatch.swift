/// Says what each step of a command took, where that was asked for.
struct Stopwatch {
  private let isSaying: Bool
  private var last = ContinuousClock.now

  init(isSaying: Bool) { self.isSaying = isSaying }

  /// Ends a step: `counting 0.137 s` on standard error.
  mutating func say(_ step: String) {
    let now = ContinuousClock.now
    let milliseconds = (now - last) / .milliseconds(1)
    last = now
    guard isSaying else { return }
    CommandFailure.say("\(step) \((milliseconds.rounded() / 1000)) s")
  }
}
