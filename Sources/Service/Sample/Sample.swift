package import Postgres
import Records
package import Referrals

/// A small program to look at: people who share, some of them brought in by others, a month of clicks, sales, a refund
/// and a dispute that was won. The same story at every loading, moved so that it ends now.
package struct Sample: Sendable {
  /// What there is to look at once it is loaded.
  package struct Loaded: Sendable {
    /// The program.
    package let program: Program
    /// Its key, shown this once.
    package let key: APIKey
    /// Ada's link.
    package let link: Link
  }

  /// One of those who share.
  private struct Cast {
    var externalID: String
    var name: String
    var recruiter: Int?
    /// How many of a hundred clicks come through this one.
    var popularity: Int
  }

  private static let cast = [
    Cast(externalID: "ada", name: "Ada Lovelace", recruiter: nil, popularity: 34),
    Cast(externalID: "grace", name: "Grace Hopper", recruiter: 0, popularity: 24),
    Cast(externalID: "katherine", name: "Katherine Johnson", recruiter: 0, popularity: 18),
    Cast(externalID: "linus", name: "Linus Pauling", recruiter: 1, popularity: 14),
    Cast(externalID: "mary", name: "Mary Anning", recruiter: 3, popularity: 10),
  ]

  /// The name the program has.
  package static let programName = "Corner Bakery"

  private static let days = 30
  private static let visitors = 160

  private let now: Timestamp
  private let links: LinkSetup
  private var random = SampleRandom(seed: 1815)

  /// The story as it ends at `now`.
  package init(now: Timestamp, links: LinkSetup) {
    self.now = now
    self.links = links
  }

  /// Loads it, in one transaction of the caller's.
  package mutating func load(in connection: Connection) async throws -> Loaded {
    var attribution = AttributionSettings()
    attribution.chainShare = 0.1
    let start = now - .days(Self.days)
    guard let currency = Currency("EUR") else { preconditionFailure("the euro is a currency") }
    let program = Program(
      id: .timeOrdered(at: start), name: Self.programName, currency: currency,
      destination: "https://bakery.example/welcome", attribution: attribution, createdAt: start)
    let key = try await ProgramSetup.create(program, at: start, in: connection)
    let shared = try await advocates(of: program.id, at: start, in: connection)
    let visits = visits(through: shared, program: program.id)
    try await Clicks.store(visits, in: connection)
    try await purchases(by: visits, program: program, in: connection)
    return Loaded(program: program, key: key, link: shared[0])
  }

  private func advocates(
    of program: Program.ID, at start: Timestamp, in connection: Connection
  ) async throws -> [Link] {
    var shared: [Link] = []
    for (index, one) in Self.cast.enumerated() {
      let joined = start + .hours(index)
      let person = try await People.upsert(
        externalID: one.externalID, email: Email("\(one.externalID)@people.example"), name: one.name, at: joined,
        program: program, in: connection)
      let (id, _) = try await Advocates.upsert(
        person: person, recruiter: one.recruiter.map { shared[$0].advocate }, at: joined, program: program,
        in: connection)
      shared.append(try await links.makePrimary(of: id, at: joined, program: program, in: connection))
    }
    return shared
  }

  /// Clicks of people, each coming one to four times through whomever they happen to meet, and of some programs.
  private mutating func visits(through shared: [Link], program: Program.ID) -> [NewClick] {
    var clicks: [NewClick] = []
    for _ in 0..<Self.visitors {
      let visitor = Visitor.ID.timeOrdered(at: now, using: &random)
      var time = now - .seconds(Int.random(in: 7_200..<(Self.days * 86_400 - 20_000), using: &random))
      for _ in 0..<Int.random(in: 1...4, using: &random) where time < now - .hours(1) {
        clicks.append(click(by: visitor, at: time, through: shared, .person, Self.browser, program: program))
        time = time + .seconds(Int.random(in: 3_600..<400_000, using: &random))
      }
    }
    for index in 0..<40 {
      let time = now - .seconds(Int.random(in: 600..<(Self.days * 86_400 - 20_000), using: &random))
      let (outcome, agent): (NewClick.Outcome, String) =
        index % 2 == 0 ? (.preview, "WhatsApp/2.23.20.0") : (.bot, "Mozilla/5.0 (compatible; Googlebot/2.1)")
      clicks.append(
        click(by: .timeOrdered(at: time, using: &random), at: time, through: shared, outcome, agent, program: program))
    }
    return clicks
  }

  private static let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

  private mutating func click(
    by visitor: Visitor.ID, at time: Timestamp, through shared: [Link], _ outcome: NewClick.Outcome, _ agent: String,
    program: Program.ID
  ) -> NewClick {
    var draw = Int.random(in: 0..<100, using: &random)
    let index = Self.cast.firstIndex { one in
      draw -= one.popularity
      return draw < 0
    }
    let link = shared[index ?? 0]
    return NewClick(
      id: .make(program: program, at: time, using: &random), program: program, link: link.id, advocate: link.advocate,
      visitor: visitor, visitorHash: visitor, outcome: outcome, addressPrefix: "203.0.113.0/24",
      referrer: "https://social.example/", userAgent: agent)
  }

  /// About every third visitor signs up as a lead, and most of those buy, some of them twice.
  private mutating func purchases(by clicks: [NewClick], program: Program, in connection: Connection) async throws {
    var number = 1000
    let journeys = Dictionary(grouping: clicks.filter { $0.outcome == .person }, by: \.visitor)
    for visitor in journeys.keys.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
      guard let last = journeys[visitor]?.max(by: { $0.id < $1.id }) else { continue }
      number += 1
      let lead = last.occurredAt + .minutes(Int.random(in: 1..<30, using: &random))
      try await tell("lead-\(number)", .lead, 0, at: lead, last, customer: "customer-\(number)", program, connection)
      for purchase in 0..<Int.random(in: 0...2, using: &random) {
        let time = lead + .minutes(Int.random(in: 5..<(purchase == 0 ? 240 : 7_000), using: &random))
        guard time < now else { continue }
        let amount = Int64.random(in: 490...12_990, using: &random)
        try await tell(
          "order-\(number)-\(purchase + 1)", .sale, amount, at: time, nil, customer: "customer-\(number)", program,
          connection)
        if number % 9 == 0 {
          try await takeBack(min(amount, 450), of: "order-\(number)-\(purchase + 1)", at: time, program, connection)
        }
      }
    }
    // Somebody walked in who had never clicked.
    try await tell(
      "order-walk-in", .sale, 2_250, at: now - .hours(3), nil, customer: "walk-in", program, connection)
  }

  private func tell(
    _ externalID: String, _ type: ConversionType, _ amount: Int64, at time: Timestamp, _ click: NewClick?,
    customer: String, _ program: Program, _ connection: Connection
  ) async throws {
    var told = ConversionIntake.Told(
      externalID: externalID, type: type, amount: Money(amount, program.currency), occurredAt: time, source: "demo")
    told.click = click?.id
    told.customerID = customer
    _ = try await ConversionIntake.record(
      told, at: max(time, now - .days(Self.days)), program: program.id, in: connection)
  }

  private func takeBack(
    _ amount: Int64, of conversion: String, at time: Timestamp, _ program: Program, _ connection: Connection
  ) async throws {
    let later = min(now, time + .days(2))
    _ = try await ReversalIntake.record(
      .init(
        externalID: "refund-\(conversion)", conversion: conversion, amount: amount, reason: .refund, occurredAt: later),
      at: later, program: program.id, in: connection)
  }
}
