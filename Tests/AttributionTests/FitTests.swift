import Attribution
import Testing

@Suite("Fits")
struct FitTests {
  /// The reference's first chain: g alone twice and once in vain, m alone, g before m.
  func counts() -> JourneyCounts<String> {
    var counts = JourneyCounts<String>()
    counts.add(["g", "m"])
    counts.add(["m"])
    counts.add(["g"], conversions: 2, nulls: 1)
    counts.add([])
    return counts
  }

  @Test("an advocate weighs the removal effect, or the average share")
  func weights() throws {
    let markov = try #require(counts().markovFit())
    #expect(markov.advocates == ["g", "m"])
    #expect(markov.removalEffects == [0.75, 0.5])
    #expect(markov.bound == 0)
    let shapley = counts().shapleyFit()
    #expect(shapley.advocates == ["g", "m"])
    #expect(shapley.shares == [2.5 / 3, 0.75])
  }

  @Test("somebody unknown weighs what the others do on average")
  func unknown() {
    let fit = MarkovFit(advocates: ["ada", "grace"], removalEffects: [0.3, 0.1], bound: 0)
    #expect(fit.weight(of: "edith") == 0.2)
    #expect(fit.weights(of: ["ada", "edith"]) == [0.3, 0.2])
    let blank = ShapleyFit<String>(advocates: [], shares: [])
    #expect(blank.weights(of: ["ada", "edith"]) == [1, 1])
  }

  @Test("touches of one advocate share one weight, weak ones count less, and nobody's weight is nobody's")
  func sharing() {
    let fit = MarkovFit(advocates: ["a", "b", "c"], removalEffects: [0.6, 0.4, 0], bound: 0)
    #expect(fit.weights(of: ["a", "b", "a"]) == [0.3, 0.4, 0.3])
    #expect(fit.weights(of: ["a", "b"], strengths: [0.25, 1]) == [0.15, 0.4])
    #expect(
      fit.weights(of: ["c", "b", "b"], strengths: [1, 1, 0.25]).map { ($0 * 1e9).rounded() } == [0, 320e6, 80e6])
    #expect(fit.weights(of: ["c", "c", "c"]).allSatisfy { $0 == 1.0 / 3 })
  }

  @Test("a conversion is split to the cent, exposures as under the rules")
  func split() throws {
    let fit = MarkovFit(advocates: ["a", "b"], removalEffects: [0.75, 0.5], bound: 0)
    let settings = try Settings(exposureShare: 0.5)
    let touches = [
      Touch(id: 1, advocate: "a", time: 0), Touch(id: 2, advocate: "b", time: 1), Touch(id: 3, advocate: "a", time: 2),
    ]
    let journey = Journey(touches: touches, conversion: 3, window: 10)
    let credits = allocate(revenue: 1001, journey: journey, fit: fit, settings: settings, recruiters: nobody)
    #expect(credits.credits.map(\.amount) == [300, 401, 300])
    #expect(credits.unattributed == 0)
    let heard = Journey(
      touches: [Touch(id: 1, advocate: "b", time: 0, kind: .exposure(hop: 1, likelihood: 1))], conversion: 3, window: 10
    )
    let half = allocate(revenue: 1001, journey: heard, fit: fit, settings: settings, recruiters: nobody)
    #expect(half.unattributed + half.credits.reduce(0) { $0 + $1.amount } == 1001)
    #expect(half.unattributed == 501)
    let none = Journey<String, Int>(touches: [], conversion: 3, window: 10)
    #expect(
      allocate(revenue: 9, journey: none, fit: fit, settings: settings, recruiters: nobody).unattributed == 9)
  }

  @Test("even weights over all conversions sum to the Shapley value")
  func even() {
    let journeys = [["a", "b", "a"], ["b", "c"], ["c"], ["a", "b", "c"]]
    let fit = EvenFit<String>()
    var sums: [String: Double] = [:]
    for journey in journeys {
      let weights = fit.weights(of: journey)
      for (advocate, weight) in zip(journey, weights) { sums[advocate, default: 0] += weight / weights.reduce(0, +) }
    }
    for (advocate, value) in ["a": 0.5 + 1.0 / 3, "b": 1 + 1.0 / 3, "c": 1.5 + 1.0 / 3] {
      #expect(abs((sums[advocate] ?? 0) - value) < 1e-12)
    }
  }

  @Test("journeys in any order are learned alike, bit for bit")
  func order() throws {
    var random = Seeded(state: 14)
    let journeys = Walk.random(300, touches: 30, &random)
    func fit(_ journeys: [Walk]) throws -> (effects: [Double], shares: [Double]) {
      var counts = JourneyCounts<Int>(order: 2)
      for one in journeys { counts.add(one.path, conversions: one.conversions, nulls: one.nulls) }
      return (try #require(counts.markovFit()).removalEffects, counts.shapleyFit().shares)
    }
    #expect(try fit(journeys) == fit(journeys.shuffled(using: &random)))
  }
}
