import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Where advocates stand", .database)
struct StandingTests {
  private static let day = Timestamp("2026-06-01T00:00:00Z")!..<Timestamp("2026-07-01T00:00:00Z")!

  private func question(_ world: World, _ currency: String = "USD", isByName: Bool = false)
    -> AdvocateStandings.Question
  {
    AdvocateStandings.Question(
      program: world.program.id, time: Self.day, run: 1, currency: Currency(currency)!, isByName: isByName)
  }

  private func standings(_ world: World, _ currency: String = "USD") async throws -> AdvocateStandings {
    try await question(world, currency).answer(at: world.now, in: world.pool)
  }

  /// Of clicks and the ledger themselves, an advocate a line: clicks, conversions, direct, exposure, chain.
  private func facts(_ world: World, _ currency: String) async throws -> [String] {
    let (program, time) = (world.program.id, Self.day)
    return try await world.pool.query(
      """
      SELECT concat_ws(' ', a.id, (
          SELECT count(*) FROM clicks c WHERE c.program_id = a.program_id AND c.advocate_id = a.id
            AND c.outcome = 'person' AND c.occurred_at >= \(time.lowerBound) AND c.occurred_at < \(time.upperBound)
        ), count(l.conversion_id), coalesce(sum(l.direct), 0), coalesce(sum(l.exposure), 0), coalesce(sum(l.chain), 0)
      ) AS fact
      FROM advocates a
      LEFT JOIN (
        SELECT e.advocate_id, e.conversion_id, sum(e.amount) FILTER (WHERE kind = 'direct') AS direct,
          sum(e.amount) FILTER (WHERE kind = 'exposure') AS exposure, sum(e.amount) FILTER (WHERE kind = 'chain') AS chain
        FROM ledger e JOIN conversions c ON c.program_id = e.program_id AND c.id = e.conversion_id
        WHERE e.program_id = \(program) AND e.currency = \(currency)
          AND c.occurred_at >= \(time.lowerBound) AND c.occurred_at < \(time.upperBound)
        GROUP BY 1, 2 HAVING sum(e.amount) <> 0
      ) AS l ON l.advocate_id = a.id
      WHERE a.program_id = \(program) GROUP BY a.program_id, a.id ORDER BY 1
      """
    ).map { try $0.decode("fact") }
  }

  private func lines(_ standings: AdvocateStandings) -> [String] {
    standings.standings.map {
      "\($0.advocate) \($0.clicks) \($0.conversions) \($0.direct) \($0.exposure) \($0.chain)"
    }.sorted()
  }

  /// Stores a click that came in, as the service does.
  private func arrive(
    _ world: World, _ link: Link, _ outcome: NewClick.Outcome = .person, at time: Timestamp, times: Int = 1
  ) throws {
    let connection = try BlockingConnection(TestDatabase.current.url)
    try Clicks.prepare(connection)
    var columns = ClickColumns()
    for _ in 0..<times {
      let id = Click.ID.make(program: world.program.id, at: time)
      let visitor = Visitor.ID.timeOrdered(at: time)
      columns.append(
        NewClick(
          id: id, program: world.program.id, link: link.id, advocate: link.advocate, visitor: visitor,
          visitorHash: visitor, outcome: outcome, repeatOf: outcome == .repeat ? id : nil,
          addressPrefix: "192.0.2.0/24"))
    }
    try Clicks.insert(&columns, slot: 3, in: connection)
    // What comes from the spill may be there already.
    try Clicks.replay(&columns, slot: 5, in: connection)
  }

  @Test func `is what clicks and the ledger say, whatever came in how, and was taken back or forgotten since`()
    async throws
  {
    let archive = try await Archive.made { $0.chainShare = 0.25 }
    let world = archive.world
    func check() async throws {
      for currency in ["USD", "EUR"] {
        #expect(lines(try await standings(world, currency)) == (try await facts(world, currency)), "\(currency)")
      }
    }
    try await check()
    for (outcome, times) in [(NewClick.Outcome.person, 3), (.repeat, 2), (.bot, 5), (.preview, 1)] {
      try arrive(world, world.ada, outcome, at: world.now, times: times)
      try arrive(world, world.grace, outcome, at: world.now - .days(3), times: times + 1)
    }
    // Of the days before, and of those to come, nothing counts.
    try arrive(world, world.ada, at: Self.day.lowerBound - .seconds(1))
    try arrive(world, world.ada, at: Self.day.lowerBound)
    try await check()
    let code = world.grace.code
    _ = try await archive.take(
      .clicks,
      """
      {"id":"c-1","code":"\(code)","visitor_id":"v-lea","occurred_at":"2026-06-03T10:00:00Z"}
      {"id":"c-2","code":"\(code)","visitor_id":"v-max","occurred_at":"2026-06-03T11:00:00Z"}
      {"id":"c-3","code":"\(code)","visitor_id":"v-max","occurred_at":"2026-06-03T11:10:00Z"}
      {"id":"c-4","code":"\(code)","visitor_id":"v-max","occurred_at":"2026-05-03T11:10:00Z"}

      """, format: .ndjson)
    try await check()
    for number in 0..<6 {
      try await world.tell(
        "order-\(number)", .sale, 1_000 + Int64(number), at: world.now - .days(number * 4), code: "\(code)",
        customer: "c-\(number)", currency: number == 3 ? "EUR" : "USD")
    }
    try await check()
    try await world.reverse("order-0", 1_000, as: "refund-0")
    try await world.reverse("order-1", 300, as: "refund-1")
    try await check()
    let person: Person.ID = try await world.pool.query(
      "SELECT person_id FROM advocates WHERE id = \(world.grace.advocate)"
    ).only.decode("person_id")
    let before = lines(try await standings(world))
    try await world.pool.transaction { try await People.erase([person], program: world.program.id, in: $0) }
    try await check()
    #expect(lines(try await standings(world)) == before)
    let grace = try #require(
      try await standings(world).standings.first { $0.advocate == world.grace.advocate })
    #expect(grace.clicks == 6 && grace.conversions == 2 && grace.direct > 0)
    #expect(try await standings(world).currencies.map(\.code) == ["EUR", "USD"])
    #expect(try await archive.isBalanced())
    // What it reads is proven by the audit.
    try await world.pool.execute("UPDATE click_counts SET people = people + 1 WHERE advocate_id = \(grace.advocate)")
    #expect(try await !archive.isBalanced())
  }

  @Test func `in every order, pages of it have everybody once, and the sums are those of all`() async throws {
    var chance = Chance(state: 7)
    let standings = AdvocateStandings(
      standings: (0..<1_000).map { number in
        AdvocateStandings.Standing(
          advocate: .init(high: chance.next(), low: chance.next()),
          joinedAt: Timestamp(seconds: Int64(chance.next() % 50)), clicks: Int64(chance.next() % 9),
          conversions: Int64(chance.next() % 3), direct: Int64(chance.next() % 1_000), exposure: 0,
          chain: Int64(chance.next() % 5), reach: number % 3 == 0 ? nil : Int64(chance.next() % 90),
          name: Int64(1_000 - number))
      }, currencies: [])
    func key(_ standing: AdvocateStandings.Standing, _ order: AdvocateTable.Order) -> Int64 {
      switch order {
      case .name: standing.name
      case .joined: standing.joinedAt.seconds
      case .clicks: standing.clicks
      case .conversions: standing.conversions
      case .direct: standing.direct
      case .exposure: standing.exposure
      case .chain: standing.chain
      case .total: standing.direct + standing.chain
      case .reach: standing.reach ?? -1
      }
    }
    let some = Set(standings.standings.prefix(700).map(\.advocate))
    for order in AdvocateTable.Order.allCases {
      for isAscending in [true, false] {
        for among in [nil, some] {
          let sorted = standings.standings.filter { among?.contains($0.advocate) ?? true }
            .sorted { (key($0, order), $0.advocate) < (key($1, order), $1.advocate) }
          let expected = isAscending ? sorted : sorted.reversed()
          var found: [AdvocateStandings.Standing] = []
          for limit in [1, 7, 51, 400, 2_000] {
            let page = await standings.page(
              by: order, isAscending: isAscending, after: found.last?.advocate, limit: limit, among: among)
            found += page.standings
            #expect(page.sums.advocates == Int64(expected.count))
            #expect(page.sums.clicks == expected.reduce(0) { $0 + $1.clicks })
            #expect(page.sums.total == expected.reduce(0) { $0 + $1.total })
          }
          #expect(found == expected, "\(order) \(isAscending)")
        }
      }
    }
  }

  @Test func `is kept where it took long, within bounds, and names are those of now`() async throws {
    let world = try await World.made()
    let (roomy, narrow) = (
      KeptAnswers<AdvocateStandings.Question>(least: .zero, size: 0, room: 4),
      KeptAnswers<AdvocateStandings.Question>(least: .zero, size: 0, room: 1)
    )
    let asked = question(world, isByName: true)
    for kept in [roomy, narrow] {
      #expect(try await kept.answer(to: asked, at: world.now, in: world.pool).asOf == nil)
    }
    try arrive(world, world.ada, at: world.now)
    let (standings, asOf) = try await roomy.answer(to: asked, at: world.now, in: world.pool)
    #expect(asOf == world.now && standings.standings.allSatisfy { $0.clicks == 0 })
    let fresh = try await narrow.answer(to: asked, at: world.now, in: world.pool)
    #expect(fresh.asOf == nil && fresh.answer.standings.contains { $0.clicks == 1 })
    // A second question takes the room of the first where there is none for both.
    for _ in 0..<2 { _ = try await roomy.answer(to: question(world, "EUR"), at: world.now, in: world.pool) }
    #expect(try await roomy.answer(to: asked, at: world.now, in: world.pool).asOf == world.now)
    _ = try await roomy.answer(to: question(world, "JPY"), at: world.now + .seconds(1), in: world.pool)
    let all = [asked, question(world, "EUR"), question(world, "JPY")]
    var kept = 0
    for question in all where try await roomy.answer(to: question, at: world.now, in: world.pool).asOf != nil {
      kept += 1
    }
    #expect(kept < 3)

    var filter = AdvocateTable.Question(time: Self.day, run: 1, currency: world.program.currency)
    filter.order = .name
    filter.isAscending = true
    func names() async throws -> [String?] {
      let asked = filter
      return try await world.pool.withConnection { connection in
        try await AdvocateTable.page(
          asked, of: standings, after: nil, limit: 10, program: world.program.id, in: connection
        ).rows.map(\.name)
      }
    }
    #expect(try await names() == ["ada", "grace"])
    let person: Person.ID = try await world.pool.query(
      "SELECT person_id FROM advocates WHERE id = \(world.grace.advocate)"
    ).only.decode("person_id")
    try await world.pool.transaction { try await People.erase([person], program: world.program.id, in: $0) }
    #expect(try await names() == ["ada", nil])
  }
}

/// Numbers that look drawn by chance and are the same every time.
private struct Chance: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
