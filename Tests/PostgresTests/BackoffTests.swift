import Testing

@testable import Postgres

@Suite("Waits between attempts")
struct BackoffTests {
  @Test(arguments: [(1, 50), (2, 100), (3, 200), (6, 1600), (7, 2000), (1000, 2000)])
  func `double up to a bound, and chance shortens them by up to a half`(failures: Int, longest: Int) {
    let backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
    for _ in 0..<100 {
      let delay = backoff.delay(after: failures)
      #expect(delay >= .milliseconds(longest) / 2 && delay <= .milliseconds(longest))
    }
  }
}
