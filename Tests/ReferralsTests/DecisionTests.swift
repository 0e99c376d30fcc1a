import Referrals
import Testing

@Suite("Decisions and settings")
struct DecisionTests {
  static let ada = Person.ID(high: 1, low: 1)
  static let grace = Person.ID(high: 1, low: 2)

  @Test(
    "a customer who is the advocate is found out by the surest sign",
    arguments: [
      (SelfReferral.Party(person: ada), SelfReferral.Party(person: ada), SelfReferral.samePerson),
      (.init(person: ada, externalID: "a"), .init(person: grace, externalID: "b"), nil),
      (.init(person: ada, externalID: "a"), .init(person: grace, externalID: "a"), .sameExternalID),
      (.init(externalID: "a"), .init(externalID: "A"), nil),
      (.init(email: Email("ADA+x@example.com")), .init(email: Email("ada@Example.com")), .sameEmail),
      (
        .init(externalID: "a", email: Email("ada@example.com")),
        .init(externalID: "b", email: Email("ada@example.com")), .sameEmail
      ),
      (.init(email: Email("ada@example.com")), .init(email: Email("grace@example.com")), nil),
      (.init(), .init(), nil),
      (.init(person: ada), .init(), nil),
    ] as [(SelfReferral.Party, SelfReferral.Party, SelfReferral?)])
  func selfReferral(customer: SelfReferral.Party, advocate: SelfReferral.Party, reason: SelfReferral?) {
    #expect(SelfReferral(customer: customer, advocate: advocate) == reason)
    #expect(SelfReferral(customer: advocate, advocate: customer) == reason)
    #expect(reason?.description.hasPrefix("self-referral") != false)
  }

  @Test("a program that asks for nothing gets the settings of the documentation")
  func defaults() {
    let settings = ProgramSettings()
    #expect(settings.attribution.model == "time_decay")
    #expect(settings.attribution.window == .days(90))
    #expect(settings.attribution.halfLifeDays == 7)
    #expect(settings.attribution.position == PositionWeights(first: 0.4, last: 0.4))
    #expect(settings.attribution.chainShare == 0)
    #expect(settings.attribution.exposureHops == 2)
    #expect(settings.attribution.exposureWeight == 0.25)
    #expect(settings.attribution.exposureShare == 0.5)
    #expect(settings.dedupeWindow == .hours(1))
  }

  @Test("position weights are three shares that add up to 1")
  func positions() {
    #expect(PositionWeights(shares: [0.5, 0.25, 0.25]) == PositionWeights(first: 0.5, last: 0.25))
    #expect(PositionWeights().shares == [0.4, 0.2, 0.4])
    #expect(PositionWeights(shares: [0.5, 0.5, 0.5]) == nil)
    #expect(PositionWeights(shares: [0.5, 0.5]) == nil)
    #expect(PositionWeights(shares: [1.5, -0.5, 0]) == nil)
    #expect(PositionWeights(shares: [.nan, 0.5, 0.5]) == nil)
  }

  @Test("names in tables and the API stay as they are")
  func rawValues() {
    #expect(ConversionType.allCases.map(\.rawValue) == ["lead", "signup", "sale", "renewal"])
    #expect(ClickKind.allCases.map(\.rawValue) == ["person", "bot", "preview", "monitor", "head", "prefetch"])
    #expect(ReversalReason(rawValue: "refund") == .refund)
  }
}
