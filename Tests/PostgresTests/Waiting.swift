import Testing

/// Looks again and again until something is so; gives up after a time that no machine should need.
func untilTrue(_ condition: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(180)
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("it did not become so in three minutes")
      return
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}
