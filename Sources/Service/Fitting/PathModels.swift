import Attribution
import Postgres
import Records
import Referrals
import StrictJSON

/// What would be missing without each advocate, by a Markov chain of whom journeys lead to next.
struct MarkovModel: FittedModel {
  let name = "markov"

  func learn(program: Program, until end: Timestamp, in database: Pool) async throws -> Learnt {
    let paths = try await PathHistory.load(program: program, until: end, in: database)
    return try await offThePool {
      guard let fit = paths.counts.markovFit() else {
        throw FitRefusal(description: "There are too many different journeys.")
      }
      return Learnt(
        conversions: paths.conversions, numbers: .object(["bound": .number(fit.bound)]),
        advocates: zip(fit.advocates, fit.removalEffects).map { Fits.Weight(advocate: $0, weight: $1) })
    }
  }

  func restore(_ entry: Fits.Entry) throws -> any Fit {
    LearntPaths(
      fit: MarkovFit(
        advocates: entry.advocates.map(\.advocate), removalEffects: entry.advocates.map(\.weight), bound: 0))
  }
}

/// Each advocate's Shapley value. What is learnt is shown; the split needs none of it: alike among the advocates of each
/// journey is what adds up to the values exactly.
struct ShapleyModel: FittedModel {
  let name = "shapley"

  func learn(program: Program, until end: Timestamp, in database: Pool) async throws -> Learnt {
    let paths = try await PathHistory.load(program: program, until: end, in: database)
    return try await offThePool {
      let fit = paths.counts.shapleyFit()
      return Learnt(
        conversions: paths.conversions, numbers: .object([:] as KeyValuePairs),
        advocates: zip(fit.advocates, fit.shares).map { Fits.Weight(advocate: $0, weight: $1) })
    }
  }

  func restore(_ entry: Fits.Entry) throws -> any Fit { LearntPaths(fit: EvenFit()) }
}

/// A version of what was learnt from journeys.
private struct LearntPaths<Learned: JourneyFit<Advocate.ID>>: Fit {
  let fit: Learned

  var asksForFirstPurchase: Bool { false }

  func split(_ facts: FitFacts) -> (journey: FitFacts.Path, split: Split) {
    fit.split(facts.journey, settings: facts.settings)
  }
}

/// The journeys of a program, each customer's cut at every purchase; those that have led to none so far are there too.
private struct PathHistory: Sendable {
  /// How many journeys there must be that led to a purchase.
  private static let fewest = 20

  var counts = JourneyCounts<Advocate.ID>()
  var conversions = 0

  static func load(program: Program, until end: Timestamp, in database: Pool) async throws -> PathHistory {
    let everybody = Histories.Sample(oneIn: 1)
    let (touches, purchases) = try await database.transaction(isolation: .repeatableRead) { connection in
      var touches = try await Histories.clicks(
        everybody, anonymous: true, until: end, program: program.id, in: connection)
      touches += try await Histories.codes(everybody, until: end, program: program.id, in: connection)
      let purchases = try await Histories.purchases(everybody, until: end, program: program.id, in: connection)
      let strangers = try await Histories.purchasesOfStrangers(until: end, program: program.id, in: connection)
      var bought: [Identifier<Never>: [Timestamp]] = [:]
      for purchase in purchases { bought[Identifier(purchase.person), default: []].append(purchase.time) }
      for purchase in strangers { bought[Identifier(purchase.visitor), default: []].append(purchase.time) }
      return (touches, bought)
    }
    let window = program.attribution.window
    return try await offThePool { try Self(touches: touches, purchases: purchases, window: window) }
  }

  private init(touches: [Histories.Touch], purchases: [Identifier<Never>: [Timestamp]], window: Duration) throws {
    let touches = touches.sorted { ($0.subject, $0.time, $0.advocate) < ($1.subject, $1.time, $1.advocate) }
    var place = touches.startIndex
    while place < touches.endIndex {
      let subject = touches[place].subject
      let end = touches[place...].firstIndex { $0.subject != subject } ?? touches.endIndex
      add(touches[place..<end], purchases: purchases[subject] ?? [], window: window)
      place = end
    }
    guard conversions >= Self.fewest else {
      throw FitRefusal(
        description:
          "too little to learn from: \(Self.fewest) purchases after a click or a code are needed and there are \(conversions)"
      )
    }
  }

  private mutating func add(_ touches: ArraySlice<Histories.Touch>, purchases: [Timestamp], window: Duration) {
    var left = touches
    for purchase in purchases.sorted() {
      let before = left.prefix { $0.time <= purchase }
      left = left.dropFirst(before.count)
      let journey = before.filter { $0.time >= purchase - window }
      if journey.isEmpty { continue }
      counts.add(journey.map(\.advocate))
      conversions += 1
    }
    if !left.isEmpty { counts.add(left.map(\.advocate), conversions: 0, nulls: 1) }
  }
}
