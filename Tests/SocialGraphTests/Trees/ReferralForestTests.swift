@testable import SocialGraph
import Testing

@Suite("Referral forests")
struct ReferralForestTests {
  /// Ada brought in Grace and Edsger, Grace brought in Barbara; Donald came by himself.
  private let people = ReferralForest(recruiters: [nil, 0, 0, 1, nil])

  @Test func `people have a recruiter, a depth and a chain up to the root`() {
    #expect(people.roots == [0, 4])
    #expect(people.recruiter(of: 3) == 1)
    #expect(people.recruiter(of: 4) == nil)
    #expect((0..<5).map { people.depth(of: $0) } == [0, 1, 1, 2, 0])
    #expect(people.chain(from: 3) == [3, 1, 0])
    #expect(people.refused.isEmpty)
  }

  @Test func `generations are counted from the roots, from one person, or from several`() {
    #expect(people.generations() == [2, 2, 1])
    #expect(people.generations(below: [1]) == [1, 1])
    #expect(people.generations(below: [0, 1]) == [2, 2])
    #expect(people.generations(below: []).isEmpty)
  }

  @Test func `a person's tree has its size, depth and virality`() {
    let shapes = people.shapes()
    #expect(shapes.map(\.people) == [4, 2, 1, 1, 1])
    #expect(shapes.map(\.depth) == [2, 1, 0, 0, 0])
    #expect(shapes[1].structuralVirality == Ratio(1, 1))
    #expect(shapes[4].structuralVirality == nil)
  }

  @Test func `a referral that would close a circle is named and left out`() {
    let circle = [(0, 1), (1, 2), (2, 0)].map { Referral(recruiter: $0, recruit: $1) }
    let forest = ReferralForest(people: 3, referrals: circle)
    #expect(forest.refused == [refused(2, 0, .cycle)])
    #expect(forest.roots == [0])
    #expect(forest.depth(of: 2) == 2)
    #expect(forest.shapes()[0].structuralVirality == Ratio(4, 3))
  }

  @Test func `a circle is found whatever the order in which its referrals are said`() {
    let circle = [(2, 0), (0, 1), (1, 2)].map { Referral(recruiter: $0, recruit: $1) }
    #expect(ReferralForest(people: 3, referrals: circle).refused == [refused(1, 2, .cycle)])
  }

  @Test func `nobody brings in themselves, has two recruiters, or is unknown`() {
    let said = [(1, 1), (0, 1), (2, 1), (0, 1), (0, 3), (7, 2)].map { Referral(recruiter: $0, recruit: $1) }
    let forest = ReferralForest(people: 3, referrals: said)
    #expect(
      forest.refused == [
        refused(1, 1, .selfReferral), refused(2, 1, .secondRecruiter), refused(0, 1, .secondRecruiter),
        refused(0, 3, .unknownPerson), refused(7, 2, .unknownPerson),
      ])
    #expect(forest.recruiter(of: 1) == 0)
  }

  @Test func `no people make an empty forest`() {
    let forest = ReferralForest(people: 0, referrals: [])
    #expect(forest.roots.isEmpty)
    #expect(forest.shapes().isEmpty)
    #expect(forest.generations().isEmpty)
    #expect(forest.recruitsPerPerson == nil)
    #expect(forest.cycleTime(joined: []) == nil)
  }

  @Test func `a chain of a hundred thousand people is no deeper than memory`() {
    let count = 100_000
    let forest = ReferralForest(recruiters: (0..<count).map { $0 == 0 ? nil : UInt32($0 - 1) })
    #expect(forest.depth(of: UInt32(count - 1)) == count - 1)
    // The mean distance on a path is (n + 1) ÷ 3.
    #expect(forest.shapes()[0].structuralVirality == Ratio(UInt128(count + 1), 3))
  }

  private func refused(_ recruiter: UInt32, _ recruit: UInt32, _ reason: Referral.Refusal) -> RefusedReferral {
    RefusedReferral(referral: Referral(recruiter: recruiter, recruit: recruit), reason: reason)
  }
}
