import Attribution
import Testing

@Suite("Allocation")
struct AllocationTests {
  /// The amounts of a journey's touches, without a chain.
  func amounts(_ revenue: Int64, _ journey: Path, _ settings: Settings) -> [Int64] {
    let credits = allocate(revenue: revenue, journey: journey, settings: settings, recruiters: nobody).credits
    return journey.touches.map { touch in credits.first { $0.touch == touch.id }?.amount ?? 0 }
  }

  @Test(
    "$12,000 over touches on days 0, 5, 12, 30 and 38",
    arguments: [
      ("first_touch", [1_200_000, 0, 0, 0, 0]),
      ("last_touch", [0, 0, 0, 0, 1_200_000]),
      ("linear", [240_000, 240_000, 240_000, 240_000, 240_000]),
      ("time_decay", [17_519, 28_744, 57_488, 341_704, 754_545]),
      ("position_based", [480_000, 80_000, 80_000, 80_000, 480_000]),
    ] as [(String, [Int64])])
  func oracle(model: String, cents: [Int64]) throws {
    let settings = try Settings(model: model)
    #expect(amounts(1_200_000, journey(days: [0, 5, 12, 30, 38]), settings) == cents)
  }

  @Test("the same as real numbers, to the hundredth")
  func realNumbers() throws {
    let decay = try #require(Models.named("time_decay"))
    let weights = decay.weights(times: [0, 5, 12, 30, 38].map(day), conversion: day(38), settings: try Settings())
    let total = weights.reduce(0, +)
    for (weight, dollars) in zip(weights, [175.20, 287.44, 574.88, 3417.04, 7545.45]) {
      #expect(abs(12_000 * weight / total - dollars) <= 0.005)
    }
  }

  @Test("ten thousand touches on the way to one sale are split to the cent", arguments: Models.names)
  func tenThousand(model: String) throws {
    let touches = (0..<10_000).map { number in
      Step(
        id: number, advocate: "a\(number % 700)", time: day(80) * Int64(number) / 10_000,
        kind: number % 3 == 0 ? .exposure(hop: 1 + number % 2, likelihood: 0.5) : .click)
    }
    let allocation = allocate(
      revenue: 1_234_567, journey: Path(touches: touches, conversion: day(80), window: day(90)),
      settings: try Settings(model: model, chainShare: 0.1), recruiters: { [$0 + "'s recruiter"] })
    #expect(allocation.credits.reduce(0) { $0 + $1.amount } + allocation.unattributed == 1_234_567)
    #expect(allocation.unattributed == 0 && allocation.credits.count <= 20_000)
  }

  @Test("one touch takes everything, two share alike by position", arguments: Models.names)
  func few(model: String) throws {
    let lopsided = try Settings(model: model, position: .init(first: 0.6, last: 0.2))
    #expect(amounts(999, journey(days: [3], convertingOn: 40), lopsided) == [999])
    if model == "position_based" {
      #expect(amounts(999, journey(days: [3, 9]), lopsided) == [500, 499])
    }
  }

  @Test("positions that leave nothing for the middle, and ones that leave everything")
  func positions() throws {
    let ends = try Settings(model: "position_based", position: .init(first: 0.7, last: 0.3))
    #expect(amounts(100, journey(days: [1, 2, 3, 4]), ends) == [70, 0, 0, 30])
    let middle = try Settings(model: "position_based", position: .init(first: 0, last: 0))
    #expect(amounts(100, journey(days: [1, 2, 3, 4]), middle) == [0, 50, 50, 0])
  }

  @Test("no touch leaves all of it unattributed", arguments: Models.names)
  func untouched(model: String) throws {
    let none = Path(touches: [], conversion: 0, window: 0)
    let settings = try Settings(model: model, chainShare: 0.5)
    let allocation = allocate(revenue: 500, journey: none, settings: settings, recruiters: nobody)
    #expect(allocation.credits.isEmpty)
    #expect(allocation.unattributed == 500)
  }

  @Test("nothing to allocate credits nobody", arguments: Models.names)
  func nothing(model: String) throws {
    let settings = try Settings(model: model, chainShare: 0.5)
    let allocation = allocate(revenue: 0, journey: journey(days: [1, 2]), settings: settings, recruiters: nobody)
    #expect(allocation.credits.isEmpty)
    #expect(allocation.unattributed == 0)
  }

  @Test("time decay still tells touches apart centuries before the conversion")
  func ancient() throws {
    let old = [Step(id: 1, advocate: "a", time: 0), Step(id: 2, advocate: "b", time: day(7))]
    let journey = Path(touches: old, conversion: day(365_000), window: .max)
    #expect(amounts(300, journey, try Settings(model: "time_decay")) == [100, 200])
  }
}
