import Testing

@testable import Attribution

/// What a file comes to under a model, and how far its removal effects can be off.
func learned(_ file: String, _ model: PathModel) -> (totals: [TouchTotal], bound: Double?) {
  var paths = PathAttribution(model: model)
  paths.read(file.utf8)
  let totals = paths.finish()
  #expect(paths.faults.isEmpty)
  return (totals, paths.removalBound)
}

/// A journey of a few touches, and how many such journeys converted and did not.
struct Walk {
  var path: [Int]
  var conversions: Int64
  var nulls: Int64

  /// Journeys over `touches` touches, each as often as not where the last one led.
  static func random(_ count: Int, touches: Int, _ random: inout Seeded) -> [Walk] {
    let next = (0..<touches).map { _ in Int.random(in: 0..<touches, using: &random) }
    return (0..<count).map { _ in
      var path = [Int.random(in: 0..<touches, using: &random)]
      while Int.random(in: 0..<4, using: &random) > 0 {
        let followsHabit = Bool.random(using: &random)
        path.append(followsHabit ? next[path[path.count - 1]] : Int.random(in: 0..<touches, using: &random))
      }
      return Walk(
        path: path, conversions: .random(in: 0...3, using: &random), nulls: .random(in: 0...3, using: &random))
    }
  }
}

/// The removal effects by their definition: probabilities, and the chance to convert with and without the touch, found by
/// following all journeys until next to nobody is under way.
func removalEffectsByHand(_ walks: [Walk], touches: Int, order: Int = 1) -> [Double] {
  struct State: Hashable { var touches: [Int] }
  var onward: [State: [State: Double]] = [:]
  var converting: [State: Double] = [:]
  var total: [State: Double] = [:]
  let start = State(touches: [])
  for walk in walks {
    let weight = Double(walk.conversions + walk.nulls)
    var path: [Int] = []
    for touch in walk.path where touch != path.last { path.append(touch) }
    var state = start
    for end in path.indices {
      let next = State(touches: Array(path[max(0, end + 1 - order)...end]))
      onward[state, default: [:]][next, default: 0] += weight
      total[state, default: 0] += weight
      state = next
    }
    converting[state, default: 0] += Double(walk.conversions)
    total[state, default: 0] += weight
  }
  func rate(without removed: Int?) -> Double {
    var here: [State: Double] = [start: 1]
    var converted = 0.0
    while !here.isEmpty {
      var next: [State: Double] = [:]
      for (state, mass) in here where mass > 1e-15 && !state.touches.contains(where: { $0 == removed }) {
        guard let all = total[state], all > 0 else { continue }
        converted += mass * converting[state, default: 0] / all
        for (other, weight) in onward[state] ?? [:] { next[other, default: 0] += mass * weight / all }
      }
      here = next
    }
    return converted
  }
  let whole = rate(without: nil)
  return (0..<touches).map { whole > 0 ? 1 - rate(without: $0) / whole : 0 }
}

@Suite("Markov")
struct MarkovTests {
  @Test(
    "the reference's chains",
    arguments: [
      (
        "path,conversions,nulls\ng,2,1\nm,1,0\ng > m,1,0\n",
        ["g 2.4 0.75", "m 1.6 0.5"]
      ),
      (
        "path,conversions,nulls\nc1 > c2 > c3,1,0\nc1,0,1\nc2 > c3,0,1\n",
        ["c2 0.4 1.0", "c3 0.4 1.0", "c1 0.2 0.5"]
      ),
      (
        "path\na > b > a > b > b > a\na > b > b > a > a\na > a\n",
        ["a 2 1.0", "b 1 0.5"]
      ),
    ])
  func oracles(file: String, expected: [String]) {
    let (totals, bound) = learned(file, .markov(order: 1))
    #expect(totals.map { "\($0.touch) \($0.conversions) \($0.removalEffect ?? -1)" } == expected)
    #expect(bound == 0)
  }

  @Test("a removal effect is what is missing once the touch leads nowhere", arguments: [1, 2, 3])
  func definition(order: Int) {
    var random = Seeded(state: UInt64(order))
    for _ in 0..<(order == 1 ? 60 : 15) {
      let touches = Int.random(in: 1...12, using: &random)
      let walks = Walk.random(25, touches: touches, &random)
      var counts = MarkovCounts(order: order)
      for walk in walks { counts.add(walk.path, conversions: walk.conversions, nulls: walk.nulls) }
      let effects = counts.removalEffects(ranks: Array(0..<touches))
      let expected = removalEffectsByHand(walks, touches: touches, order: order)
      for (effect, byHand) in zip(effects.values, expected) { #expect(abs(effect - byHand) < 1e-9) }
    }
  }

  @Test("visits and the conversion rate are what was counted")
  func invariants() {
    var random = Seeded(state: 6)
    var counts = TransitionCounts()
    for walk in Walk.random(300, touches: 40, &random) {
      counts.add(walk.path, conversions: walk.conversions, nulls: walk.nulls)
    }
    let chain = Chain(counts, order: counts.visits.indices.filter { counts.visits[$0] > 0 })
    let chances = chain.solve(chain.converting, tolerance: 1e-15)
    let rate = zip(chain.starts, chances).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(rate - chain.rate) < 1e-12)
    // x = s + xP
    var arriving = chain.starts
    for state in 0..<chain.count {
      for arc in chain.onward.starts[state]..<chain.onward.starts[state + 1] {
        arriving[Int(chain.onward.states[arc])] += chain.visits[state] * chain.onward.probabilities[arc]
      }
    }
    for (one, other) in zip(arriving, chain.visits) { #expect(abs(one - other) < 1e-12) }
    for state in 0..<chain.count {
      let arcs = chain.onward.starts[state]..<chain.onward.starts[state + 1]
      let out = arcs.reduce(chain.converting[state] + chain.ending[state]) { $0 + chain.onward.probabilities[$1] }
      #expect(abs(out - 1) < 1e-12)
    }
  }

  @Test("what is bounded instead of worked out in full is within its bound", arguments: [20, 150])
  func bounds(touches: Int) {
    var random = Seeded(state: UInt64(touches))
    var counts = MarkovCounts(order: 1)
    for walk in Walk.random(4 * touches, touches: touches, &random) {
      counts.add(walk.path, conversions: walk.conversions, nulls: walk.nulls)
    }
    // A pair that hardly anybody leaves, and a hub.
    let pair = (0..<2000).map { $0.isMultiple(of: 2) ? 1 : 2 }
    counts.add([3] + pair + [4], conversions: 1, nulls: 0)
    for touch in 0..<touches { counts.add([touch, 0, (touch * 7 + 1) % touches], conversions: 1, nulls: 1) }
    let exact = counts.removalEffects(ranks: Array(0..<touches))
    let bounded = counts.removalEffects(ranks: Array(0..<touches), mostExact: 0)
    #expect(exact.bound == 0)
    #expect(bounded.bound > 0 && bounded.bound <= 1e-4)
    for (one, other) in zip(exact.values, bounded.values) { #expect(abs(one - other) <= bounded.bound) }
  }

  @Test("eight states at once over the whole chain are within their bounds, which close in")
  func powers() {
    var random = Seeded(state: 8)
    var counts = TransitionCounts()
    for walk in Walk.random(3000, touches: 100, &random) {
      counts.add(walk.path, conversions: walk.conversions, nulls: walk.nulls)
    }
    let chain = Chain(counts, order: Array(0..<100))
    let steps = chain.solve([Double](repeating: 1, count: 100), tolerance: 1e-6)
    var powers = Powers(
      chain, measure: Chain.Measure(vector: steps, image: chain.image(of: steps)), mostVisits: steps.map { $0 + 1e-3 })
    let states = [0, 1, 2, 50, 97][...]
    let widths = [Double](repeating: 1e-6, count: 5)
    for (state, range) in zip(states, powers.visits(of: states, widths: widths, steps: 200)) {
      var unit = [Double](repeating: 0, count: 100)
      unit[state] = 1
      let visits = chain.solve(unit, tolerance: 1e-14)[state]
      #expect(range.lowerBound - 1e-9 <= visits && visits <= range.upperBound + 1e-9)
      #expect(range.width <= 1e-6)
    }
  }

  @Test("a path of ten thousand touches, and one of twenty thousand different ones")
  func long() {
    let bouncing = (0..<10_000).map { $0.isMultiple(of: 2) ? "a" : "b" }.joined(separator: ">")
    let two = learned("path,value\n\(bouncing),7\n", .markov(order: 1)).totals
    #expect(two.map { "\($0.conversions) \($0.value) \($0.removalEffect ?? -1)" } == ["0.5 3.5 1.0", "0.5 3.5 1.0"])
    let chain = (0..<20_000).map(String.init).joined(separator: ">")
    let (all, bound) = learned("path,conversions\n\(chain),200\n", .markov(order: 1))
    #expect(all.allSatisfy { $0.conversions.description == "0.01" })
    #expect(all.allSatisfy { abs(($0.removalEffect ?? 0) - 1) < 1e-9 })
    #expect(bound ?? 1 < 1e-9)
  }

  @Test("nothing converting, nobody counted: no effect and no credit")
  func nothing() {
    let none = learned("path,conversions,nulls\na > b,0,4\nc,0,0\n", .markov(order: 1)).totals
    #expect(
      none.map { "\($0.touch) \($0.conversions) \($0.removalEffect ?? -1)" } == ["a 0 0.0", "b 0 0.0", "c 0 0.0"])
    #expect(learned("path\n", .markov(order: 1)).totals.isEmpty)
    #expect(learned("path\n", .markov(order: 2)).totals.isEmpty)
  }

  @Test("an order with too many states is refused with the line it was at")
  func tooLarge() {
    var paths = PathAttribution(model: .markov(order: 3))
    paths.read("path\n".utf8)
    for line in 0..<30 {
      paths.read(((line * 2000)..<((line + 1) * 2000)).map(String.init).joined(separator: ">").utf8)
      paths.read("\n".utf8)
    }
    #expect(paths.finish().isEmpty)
    #expect(
      paths.faults.map(\.description) == ["line 27: order 3 has more than 50000 states up to here: try a lower one"])
  }
}
