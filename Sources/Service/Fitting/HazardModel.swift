import Attribution
import Postgres
import Records
import Referrals
import StrictJSON

/// What sharing caused and what would have come anyway, by additive hazards.
struct HazardModel: FittedModel {
  let name = "hazard"

  /// The most people learnt from: of more, a part is taken.
  private static let mostPeople = 1_000_000
  /// The most exposures learnt from.
  private static let mostExposures = 20_000_000

  func learn(program: Program, until end: Timestamp, in connection: Connection) async throws -> Learnt {
    let extent = try await Histories.extent(program: program.id, in: connection)
    guard let start = extent.start, start < end else { throw FitRefusal(description: "Nothing has happened yet.") }
    let sample = Histories.Sample(oneIn: (extent.people + Self.mostPeople - 1) / Self.mostPeople)
    let numbering = Numbering(
      people: try await Histories.people(sample, program: program.id, in: connection),
      advocates: try await Histories.advocates(program: program.id, in: connection))
    var history = HazardHistory(
      followed: numbering.followed, advocates: numbering.advocates.count, start: start.microseconds,
      horizon: end.microseconds)
    var revenue: [HazardPurchase: Double] = [:]
    for purchase in try await Histories.purchases(sample, until: end, program: program.id, in: connection) {
      guard let person = numbering.person(purchase.person) else { continue }
      history.append(purchaseBy: person, time: purchase.time.microseconds)
      revenue[HazardPurchase(person: person, time: purchase.time.microseconds), default: 0] += Double(purchase.net)
    }
    numbering.add(
      try await Histories.clicks(sample, anonymous: false, until: end, program: program.id, in: connection),
      as: .click, to: &history)
    numbering.add(
      try await Histories.codes(sample, until: end, program: program.id, in: connection), as: .code, to: &history)
    numbering.add(
      try await Histories.referrals(sample, until: end, program: program.id, in: connection), as: .referral,
      to: &history)
    let exposures = try await Histories.exposures(
      sample, hops: min(2, program.attribution.exposureHops), until: end, limit: Self.mostExposures + 1,
      program: program.id, in: connection)
    guard exposures.count <= Self.mostExposures else {
      throw FitRefusal(description: "There are more than \(Self.mostExposures) exposures, too many to learn from.")
    }
    numbering.add(exposures, to: &history)
    let (whole, worth) = (history, revenue)
    do {
      return try await offThePool { try Self.learn(from: whole, worth, numbering) }
    } catch let refusal as HazardRefusal {
      throw FitRefusal(description: refusal.description)
    }
  }

  private static func learn(
    from history: HazardHistory, _ revenue: [HazardPurchase: Double], _ numbering: Numbering
  ) throws -> Learnt {
    let sums = try HazardSums(history)
    let fit = try HazardFit(sums)
    let totals = fit.totals(in: sums) { revenue[$0] ?? 0 }
    return Learnt(
      conversions: fit.purchases, numbers: fit.numbers,
      advocates: numbering.advocates.enumerated().map { index, advocate in
        let total = totals[index]
        // As parts of the credit, so that they hold for any stretch of time.
        return Fits.Weight(
          advocate: advocate, weight: fit.rates.persuasiveness[index],
          low: total.credit > 0 ? total.low / total.credit : nil,
          high: total.credit > 0 ? total.high / total.credit : nil)
      })
  }

  func restore(_ entry: Fits.Entry) throws -> any Fit {
    LearntHazard(
      fit: try HazardFit(
        numbers: JSON(parsing: Array(entry.numbers.rawValue.utf8)), persuasiveness: entry.advocates.map(\.weight)),
      advocates: Dictionary(
        uniqueKeysWithValues: entry.advocates.enumerated().map { ($1.advocate, UInt32($0)) }))
  }
}

/// Numbers for people and advocates, as the model takes them.
private struct Numbering {
  let followed: [UInt32]
  let advocates: [Advocate.ID]
  private let people: [Identifier<Never>: UInt32]
  private let numbers: [Advocate.ID: UInt32]
  /// The number of the person that each advocate is.
  private let persons: [UInt32?]

  init(people: [(person: Person.ID, followed: Int)], advocates: [(advocate: Advocate.ID, person: Person.ID)]) {
    var numbers: [Identifier<Never>: UInt32] = [:]
    numbers.reserveCapacity(people.count)
    for (index, entry) in people.enumerated() { numbers[Identifier(entry.person)] = UInt32(index) }
    self.people = numbers
    followed = people.map { UInt32(clamping: $0.followed) }
    self.advocates = advocates.map(\.advocate)
    self.numbers = Dictionary(uniqueKeysWithValues: advocates.enumerated().map { ($1.advocate, UInt32($0)) })
    persons = advocates.map { numbers[Identifier($0.person)] }
  }

  func person(_ id: Person.ID) -> UInt32? { people[Identifier(id)] }

  /// Adds touches of one cause, or exposures by their hop; nobody is touched by themselves.
  func add(_ touches: [Histories.Touch], as cause: HazardCause? = nil, to history: inout HazardHistory) {
    for touch in touches {
      guard let person = people[touch.subject], let advocate = numbers[touch.advocate],
        persons[Int(advocate)] != person
      else { continue }
      history[cause ?? (touch.hop == 1 ? .exposure : .secondHandExposure)].append(
        person: person, advocate: advocate, time: touch.time.microseconds, ways: UInt16(clamping: touch.ways))
    }
  }
}

/// A version of what the hazard model learnt.
private struct LearntHazard: Fit {
  let fit: HazardFit
  /// The number of each advocate whom it knew.
  let advocates: [Advocate.ID: UInt32]

  var asksForFirstPurchase: Bool { true }

  func split(_ facts: FitFacts) -> (journey: FitFacts.Path, split: Split) {
    let (touches, credit, _) = credit(facts)
    var shares: [HazardTouch: (share: Double, touches: Double)] = [:]
    for part in credit.parts { shares[part.touch, default: (0, 0)].share += part.share }
    for touch in touches { shares[touch]?.touches += 1 }
    let weights = touches.map { touch in shares[touch].map { $0.share / $0.touches } ?? 0 }
    return (facts.journey, Split(weights: weights, credited: weights.reduce(0, +)))
  }

  func reasons(_ facts: FitFacts, name: (Advocate.ID) -> String) -> [Advocate.ID: String] {
    let (_, credit, numbers) = credit(facts)
    var reasons: [Advocate.ID: String] = [:]
    for (advocate, number) in numbers {
      let own = HazardCredit(parts: credit.parts.filter { $0.touch.advocate == number })
      if !own.parts.isEmpty { reasons[advocate] = own.sentence { _ in name(advocate) } }
    }
    return reasons
  }

  /// The journey as the model sees it, what it says of it, and the numbers of the advocates in it.
  private func credit(_ facts: FitFacts) -> ([HazardTouch], HazardCredit, [Advocate.ID: UInt32]) {
    // Who came later than the fit has a number behind the last, and is of usual persuasiveness.
    var numbers: [Advocate.ID: UInt32] = [:]
    var strangers = fit.rates.persuasiveness.count
    for touch in facts.journey.touches where numbers[touch.advocate] == nil {
      if let known = advocates[touch.advocate] {
        numbers[touch.advocate] = known
      } else {
        numbers[touch.advocate] = UInt32(strangers)
        strangers += 1
      }
    }
    let touches = facts.journey.touches.map { touch in
      HazardTouch(
        HazardCause(touch.kind), advocate: numbers[touch.advocate] ?? 0, time: touch.time,
        ways: UInt16(clamping: facts.ways[touch.id] ?? 1))
    }
    let credit = fit.credit(
      followed: UInt32(clamping: facts.followed), touches: touches, first: facts.firstPurchase.microseconds,
      purchase: facts.purchase == facts.firstPurchase ? nil : facts.purchase.microseconds,
      horizon: max(fit.horizon, facts.horizon.microseconds))
    return (touches, credit, numbers)
  }
}

extension HazardCause {
  /// What a touch of a journey is to the hazard model: beyond the second hop, exposures are as those at the second.
  fileprivate init(_ kind: TouchKind) {
    self =
      switch kind {
      case .click: .click
      case .code: .code
      case .exposure(let hop, _): hop == 1 ? .exposure : .secondHandExposure
      }
  }
}
