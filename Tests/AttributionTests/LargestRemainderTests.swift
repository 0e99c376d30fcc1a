import Attribution
import Testing

@Suite("Largest remainder")
struct LargestRemainderTests {
  @Test(
    "an amount is split into whole parts",
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]),
      (2, [1, 1, 1], [1, 1, 0]),
      (0, [1, 2], [0, 0]),
      (10, [0, 0, 0], [4, 3, 3]),
      (5, [0.4, 0.2, 0.4], [2, 1, 2]),
      (7, [3], [7]),
      (1, [0.1, 0.9], [0, 1]),
      (1, [0, 1e-300], [0, 1]),
      (9, [.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude], [3, 6]),
      (9, [Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude], [5, 4]),
      (Int64.max, [1, 1], [4_611_686_018_427_387_904, 4_611_686_018_427_387_903]),
      (Int64.max, [1, 0], [Int64.max, 0]),
    ] as [(Int64, [Double], [Int64])])
  func split(amount: Int64, weights: [Double], parts: [Int64]) {
    #expect(LargestRemainder.split(amount, by: weights) == parts)
  }

  @Test("the parts always sum to the amount, and equal weights differ by one unit at most")
  func laws() {
    var random = Seeded(state: 1)
    for _ in 0..<5000 {
      let count = Int.random(in: 1...40, using: &random)
      let weights = (0..<count).map { _ in
        Bool.random(using: &random) ? 0.3 : Double.random(in: 0...1e6, using: &random)
      }
      let amount = Int64.random(in: 0...Int64.max >> Int64.random(in: 0...62, using: &random), using: &random)
      let parts = LargestRemainder.split(amount, by: weights)
      #expect(parts.reduce(0, +) == amount)
      #expect(parts.allSatisfy { $0 >= 0 })
      let alike = zip(weights, parts).filter { $0.0 == 0.3 }.map(\.1)
      if let least = alike.min(), let most = alike.max() { #expect(most - least <= 1) }
    }
  }
}
