import Attribution
import Testing

@Suite("A credit in words")
struct HazardSentenceTests {
  struct Case: Sendable {
    let cause: HazardCause
    let minutes: Int64
    let setOff: Double
    let anyway: Double
    let sentence: String
  }

  @Test(
    "says who, by what, when, and how sure it is",
    arguments: [
      Case(
        cause: .exposure, minutes: 9 * 1440 + 5, setOff: 0.9, anyway: 0.21,
        sentence: "set off by Ada's post nine days before; one in five that it would have come anyway"),
      Case(
        cause: .click, minutes: 75, setOff: 0.6, anyway: 0.01,
        sentence: "most likely set off by a click on Ada's link one hour before; it would hardly have come otherwise"),
      Case(
        cause: .secondHandExposure, minutes: 14 * 1440, setOff: 0.3, anyway: 0.97,
        sentence:
          "perhaps set off (one in three) by Ada's post, passed on by a friend, 14 days before; it would have come anyway"
      ),
      Case(
        cause: .code, minutes: 0, setOff: 1, anyway: 0.5,
        sentence: "set off by Ada's code moments before; one in two that it would have come anyway"),
      Case(
        cause: .referral, minutes: 2, setOff: 0.05, anyway: 0.5, sentence: "came by itself, as far as can be told"),
    ])
  func sentence(_ one: Case) {
    let age = one.minutes * 60_000_000
    let part = HazardCredit.Part(
      touch: HazardTouch(one.cause, advocate: 4, time: -age), age: age, setOff: one.setOff, anyway: one.anyway)
    #expect(HazardCredit(parts: [part]).sentence { $0 == 4 ? "Ada" : "Grace" } == one.sentence)
  }
}
