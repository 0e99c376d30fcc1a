/// An expected spread, and how sure that is.
public struct SpreadEstimate: Hashable, Sendable {
  /// How many people it comes to on average, the seeds included.
  public let spread: Double
  /// From here …
  public let low: Double
  /// … to here it would be 19 times in 20 (Wilson's score interval: 1927).
  public let high: Double
  /// From how many samples.
  public let samples: Int

  /// What comes of so many seeds and others, where of some samples for the others so many were hit.
  init(seeds: Int, others: Int, hits: Int, samples: Int) {
    self.samples = samples
    guard others > 0, samples > 0 else {
      (spread, low, high) = (Double(seeds), Double(seeds), Double(seeds + others))
      return
    }
    let (n, share, z) = (Double(samples), Double(hits) / Double(samples), 1.959963984540054)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    func people(_ share: Double) -> Double { Double(seeds) + Double(others) * min(max(share, 0), 1) }
    spread = people(share)
    low = hits == 0 ? people(0) : people(middle - half)
    high = hits == samples ? people(1) : people(middle + half)
  }
}
