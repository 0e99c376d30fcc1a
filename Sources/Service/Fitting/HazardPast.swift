import Attribution
import Postgres
import Records
import Referrals

/// What the hazard model learns from: who did something, with all that happened to them, and of everybody else only how
/// many could see what was posted.
struct HazardPast: Sendable {
  /// The most people read of whom more is to be known than that they are there: of more, a part is taken.
  private static let mostPeople = 1_000_000
  /// The most that are in the audience of somebody at once, each counted once for each advocate.
  private static let mostExposed = 5_000_000
  /// The most exposures of theirs.
  private static let mostExposures = 20_000_000

  /// By number.
  let advocates: [Advocate.ID]
  private let start: Timestamp
  private let horizon: Timestamp
  private let crowd: [(followed: Int, people: Int)]
  private var people: [Person.ID] = []
  private var followed: [Person.ID: Int] = [:]
  private var purchases: [Histories.Purchase] = []
  private var touches: [(cause: HazardCause, all: [Histories.Touch])] = []
  private let audiences: [Audiences.Entry]
  private var exposed: [Histories.Exposed] = []
  /// By advocate, when it shared.
  private var shares: [Advocate.ID: [Int64]] = [:]
  /// Of how many people one is taken.
  private var parts: Int
  private let numbers: [Advocate.ID: UInt32]
  /// Which person each advocate is.
  private let persons: [Advocate.ID: Person.ID]

  /// Reads what happened until a moment, in one snapshot; nil where nothing has.
  init?(program: Program, until end: Timestamp, in database: Pool) async throws {
    let read = try await database.transaction(isolation: .repeatableRead) { connection -> HazardPast? in
      try await connection.execute("SET TRANSACTION READ ONLY")
      try await Summaries.prepare(connection)
      guard var past = try await HazardPast(program: program, until: end, in: connection) else { return nil }
      while try await !past.readPeople(program: program, in: connection) { past.parts *= 2 }
      return past
    }
    guard let read else { return nil }
    self = read
  }

  private init?(program: Program, until end: Timestamp, in connection: Connection) async throws {
    let extent = try await Histories.extent(program: program.id, in: connection)
    guard let start = extent.start, start < end else { return nil }
    self.start = start
    horizon = end
    parts = max(1, (extent.people + Self.mostPeople - 1) / Self.mostPeople)
    crowd = try await Histories.crowd(program: program.id, in: connection)
    let advocates = try await Histories.advocates(program: program.id, in: connection)
    self.advocates = advocates.map(\.advocate)
    numbers = Dictionary(uniqueKeysWithValues: advocates.enumerated().map { ($1.advocate, UInt32($0)) })
    persons = Dictionary(uniqueKeysWithValues: advocates.map { ($0.advocate, $0.person) })
    guard program.attribution.exposureHops > 0 else {
      audiences = []
      return
    }
    audiences = try await Audiences.all(at: end, program: program.id, in: connection)
    for share in try await Histories.shares(until: end, program: program.id, in: connection) {
      shares[share.advocate, default: []].append(share.time.microseconds)
    }
  }

  /// Reads those who did something, or the part of them that is taken; false where they are too many.
  private mutating func readPeople(program: Program, in connection: Connection) async throws -> Bool {
    let sample = Histories.Sample(oneIn: parts)
    purchases = try await Histories.purchases(sample, until: horizon, program: program.id, in: connection)
    let clicks = try await Histories.clicks(
      sample, anonymous: false, until: horizon, program: program.id, in: connection)
    let codes = try await Histories.codes(sample, until: horizon, program: program.id, in: connection)
    let referrals = try await Histories.referrals(sample, until: horizon, program: program.id, in: connection)
    touches = [(.click, clicks), (.code, codes), (.referral, referrals)]

    let buyers = Set(purchases.map(\.person))
    // Who did not buy: only posts of those whose links they clicked or whose codes they used.
    let visits = Set((clicks + codes).filter { !buyers.contains(Identifier($0.subject)) }.map(Visit.init))
    people = buyers.union(touches.flatMap { $0.all.lazy.map { Identifier($0.subject) } }).sorted()
    followed = try await Histories.followed(by: people, program: program.id, in: connection)
    let exposed = try await Histories.exposed(
      buyers.map { ($0, nil) } + visits.map { ($0.person, $0.advocate) },
      hops: min(2, program.attribution.exposureHops), until: horizon, limit: Self.mostExposed, program: program.id,
      in: connection)
    guard let exposed else { return false }
    self.exposed = exposed
    let exposures = exposed.reduce(0) { $1.advocates.reduce($0) { $0 + (shares[$1]?.count ?? 0) } }
    return exposures <= Self.mostExposures
  }

  private struct Visit: Hashable {
    let person: Person.ID
    let advocate: Advocate.ID

    init(_ touch: Histories.Touch) {
      person = Identifier(touch.subject)
      advocate = touch.advocate
    }
  }
}

extension HazardPast {
  /// The sums to learn from. Whoever is an advocate is not touched by themselves.
  func sums(hops: Int) throws -> HazardSums {
    var sums = HazardSums(
      strata: HazardStrata(
        quantiles: HazardShape.usual.strata, ofGroups: crowd.map { (UInt32(clamping: $0.followed), $0.people) }),
      advocates: advocates.count, start: start.microseconds)
    try sums.extend(to: horizon.microseconds)
    try addCrowd(to: &sums)
    var known: [Person.ID: UInt32] = [:]
    for person in people {
      known[person] = sums.addPerson(followed: UInt32(clamping: followed[person] ?? 0), isOfCrowd: true)
    }
    // What each did first: posts that no longer acted then change nothing.
    var firsts: [Person.ID: Int64] = [:]
    for purchase in purchases {
      guard let person = known[purchase.person] else { continue }
      try sums.add(purchaseBy: person, time: purchase.time.microseconds)
      firsts[purchase.person] = min(firsts[purchase.person] ?? .max, purchase.time.microseconds)
    }
    for (cause, all) in touches {
      for touch in all {
        let id = Person.ID(touch.subject)
        guard let person = known[id], let advocate = numbers[touch.advocate], persons[touch.advocate] != id else {
          continue
        }
        try sums.add(cause, person: person, advocate: advocate, time: touch.time.microseconds)
        if cause != .referral { firsts[id] = min(firsts[id] ?? .max, touch.time.microseconds) }
      }
    }
    try addAudiences(to: &sums, hops: hops)
    for one in exposed {
      guard let person = known[one.person] else { continue }
      for (place, id) in one.advocates.enumerated() {
        guard let advocate = numbers[id], let times = shares[id] else { continue }
        let cause: HazardCause = one.hops[place] == 1 ? .exposure : .secondHandExposure
        let oldest = firsts[one.person].map { $0 - sums.shape.memory(of: cause) } ?? .min
        for time in times where time > oldest {
          try sums.add(
            cause, person: person, advocate: advocate, time: time, ways: UInt16(clamping: one.ways[place]),
            isOfAudience: true)
        }
      }
    }
    return sums
  }

  private func addCrowd(to sums: inout HazardSums) throws {
    var (all, taken) = (0, 0)
    for group in crowd {
      all += group.people
      // Of all together as many as there are, though each group's part is no whole number.
      try sums.addCrowd(followed: UInt32(clamping: group.followed), people: all / parts - taken)
      taken = all / parts
    }
  }

  private func addAudiences(to sums: inout HazardSums, hops: Int) throws {
    for audience in audiences {
      guard let advocate = numbers[audience.advocate], let times = shares[audience.advocate] else { continue }
      for time in times {
        try sums.addAudience(
          .exposure, advocate: advocate, people: audience.near / parts,
          sixteenths: Int64(audience.near) * HazardTouch.sixteenths(ways: 1) / Int64(parts), time: time)
        guard hops > 1 else { continue }
        try sums.addAudience(
          .secondHandExposure, advocate: advocate, people: audience.far / parts,
          sixteenths: audience.farStrength / Int64(parts), time: time)
      }
    }
  }

  /// What each purchase brought in, by who bought, as `sums(hops:)` numbers people, and when.
  var revenue: [HazardPurchase: Double] {
    let known = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, UInt32($0)) })
    var revenue: [HazardPurchase: Double] = [:]
    for purchase in purchases {
      guard let person = known[purchase.person] else { continue }
      revenue[HazardPurchase(person: person, time: purchase.time.microseconds), default: 0] += Double(purchase.net)
    }
    return revenue
  }
}
