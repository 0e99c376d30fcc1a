/// Waits until something is so that another thread, process or instance sees to; false where it is not after a time
/// that no machine should need, however busy it is.
package func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(180)
  while try await !condition() {
    guard ContinuousClock.now < deadline else { return false }
    try await Task.sleep(for: .milliseconds(20))
  }
  return true
}
