import Attribution
import Testing

@Suite("Too little to learn from")
struct HazardRefusalTests {
  @Test("an empty history is refused, naming everything that is missing")
  func nothing() throws {
    let sums = try HazardSums(HazardHistory(followed: [], advocates: 0, start: 0, horizon: 0))
    let refusal = #expect(throws: HazardRefusal.self) { _ = try HazardFit(sums) }
    #expect(refusal?.lacks.map(\.there) == [0, 0, 0, 0])
    #expect(
      refusal?.description == """
        too little to learn from: 50 first purchases are needed and there are 0; 20 first purchases after a click, a \
        code or a post are needed and there are 0; 200 exposures to posts are needed and there are 0; 28 days of \
        history are needed and there are 0
        """)
  }

  @Test("without posts there is nothing to learn, however many buy")
  func noPosts() throws {
    let world = HazardWorld(people: 2000, days: 100, base: 0.001, effect: 0, persuasiveness: [])
    let refusal = #expect(throws: HazardRefusal.self) { _ = try HazardFit(HazardSums(world.history)) }
    #expect(refusal?.lacks.map(\.needed) == [20, 200])
  }

  @Test("a history of three weeks is too short")
  func short() throws {
    let world = HazardWorld(people: 4000, days: 21, base: 0.01, effect: 0.01, persuasiveness: [1, 1, 1])
    let refusal = #expect(throws: HazardRefusal.self) { _ = try HazardFit(HazardSums(world.history)) }
    #expect(refusal?.lacks.map(\.what) == ["days of history"])
    #expect(refusal?.lacks.first?.there == 21)
  }

  @Test("numbers that do not fit together are no fit")
  func stored() throws {
    let rates = HazardRates(shape: .usual, strata: 2, advocates: 3)
    let strata = HazardStrata(edges: [4])
    #expect(try HazardFit(strata: strata, rates: rates, purchases: 60, horizon: 5).rates == rates)
    #expect(throws: HazardFault.self) {
      _ = try HazardFit(strata: HazardStrata(edges: []), rates: rates, purchases: 60, horizon: 5)
    }
    var broken = rates
    broken.base[0] = .nan
    #expect(throws: HazardFault.self) { _ = try HazardFit(strata: strata, rates: broken, purchases: 60, horizon: 5) }
  }
}
