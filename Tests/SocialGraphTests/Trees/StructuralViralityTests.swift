import SocialGraph
import Testing

/// The figures of Goel, Anderson, Hofman and Watts's measure on trees that can be worked out by hand.
@Suite("Structural virality")
struct StructuralViralityTests {
  @Test(arguments: [
    ("a pair", 2, 1, Ratio(1, 1)), ("a star", 10, 9, Ratio(9, 5)), ("a path", 10, 1, Ratio(11, 3)),
    ("a binary tree of depth 3", 15, 2, Ratio(368, 105)), ("a ternary tree of depth 2", 13, 3, Ratio(36, 13)),
  ])
  func `it is exact`(tree: String, people: Int, branches: Int, virality: Ratio) {
    let forest = ReferralForest(recruiters: (0..<people).map { $0 == 0 ? nil : UInt32(($0 - 1) / branches) })
    #expect(forest.shapes()[0].structuralVirality == virality)
  }

  @Test func `it is the mean distance of all pairs, in a tree grown at random`() {
    var numbers = SplitMix64(seed: 7)
    let count = 60
    let recruiters = (0..<count).map { $0 == 0 ? nil : UInt32.random(in: 0..<UInt32($0), using: &numbers) }
    let forest = ReferralForest(recruiters: recruiters)
    var sum = 0
    for first in 0..<UInt32(count) {
      for second in 0..<UInt32(count) {
        let (one, other) = (Set(forest.chain(from: first)), Set(forest.chain(from: second)))
        sum += one.symmetricDifference(other).count
      }
    }
    #expect(forest.shapes()[0].structuralVirality == Ratio(UInt128(sum), UInt128(count * (count - 1))))
  }
}
