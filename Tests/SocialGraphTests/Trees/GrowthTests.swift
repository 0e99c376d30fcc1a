import SocialGraph
import Testing

@Suite("Growth by referral")
struct GrowthTests {
  @Test func `with K of a half, a hundred become 150, 175, 187.5, and 200 in the end`() {
    let half = KFactor(0.5)
    #expect(half.projection(from: 100, cycles: 3) == [150, 175, 187.5])
    #expect(half.limit(from: 100) == 200)
  }

  @Test func `K is invitations a person times the conversion of an invitation`() {
    #expect(KFactor(people: 100, invitations: 500, joined: 50) == KFactor(0.5))
    #expect(KFactor(people: 100, invitations: 0, joined: 0) == KFactor(0))
    #expect(KFactor(people: 0, invitations: 0, joined: 0) == nil)
  }

  @Test func `from K of one on, growth has no end`() {
    #expect(KFactor(1).limit(from: 100) == nil)
    #expect(KFactor(1).projection(from: 100, cycles: 2) == [200, 300])
    #expect(KFactor(2).projection(from: 100, cycles: 2) == [300, 700])
    #expect(KFactor(2).projection(from: 100, cycles: 0).isEmpty)
  }

  @Test func `K as it came about is recruits for each person`() {
    #expect(ReferralForest(recruiters: [nil, 0, 0, nil]).recruitsPerPerson == Ratio(1, 2))
  }

  @Test func `cycle time is the median wait from joining to one's recruits' joining`() {
    let forest = ReferralForest(recruiters: [nil, 0, 0, 1])
    #expect(forest.cycleTime(joined: [0, 2, 10, 5])?.median == 3)
    #expect(ReferralForest(recruiters: [nil, 0, 1]).cycleTime(joined: [0, 2, 10])?.median == 5)
  }

  @Test func `a recruit who joined first, or nobody knows when, is not counted`() {
    let forest = ReferralForest(recruiters: [nil, 0, 0, 0])
    let time = forest.cycleTime(joined: [4, 2, .nan, 9])
    #expect(time?.median == 5)
    #expect(time?.referrals == 1)
    #expect(time?.uncounted == 2)
    #expect(forest.cycleTime(joined: [4, 2, 1, 0]) == nil)
  }

  @Test func `a chain's rewards halve from link to link`() {
    let incentive = RecursiveIncentive(finder: 2000)
    #expect((1...5).map { incentive.total(people: $0) } == [2000, 3000, 3500, 3750, 3875])
    #expect(incentive.rewards(people: 4) == [2000, 1000, 500, 250])
    #expect(incentive.total(people: 1_000_000) < 4000)
  }

  @Test func `a finder who inserts one false inviter takes 3000 instead of 2000`() {
    let incentive = RecursiveIncentive(finder: 2000)
    let honest = ReferralForest(recruiters: [nil, 0])
    let renamed = ReferralForest(recruiters: [nil, 0, 1])
    #expect(incentive.rewards(for: 1, in: honest).first?.reward == 2000)
    let taken = incentive.rewards(for: 2, in: renamed)
    #expect(taken.map(\.person) == [2, 1, 0])
    #expect(taken.prefix(2).reduce(0) { $0 + $1.reward } == 3000)
  }
}
