import Logging
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Attribution
@testable import Service

@Suite("What the model of hazards learns from audiences is what everybody's exposures teach, to the bit", .database)
struct HazardPastTests {
  /// Edges that a hub, advocates and everybody else have, told in parts.
  private struct Dice {
    var generator = SampleRandom(seed: 7)
    mutating func roll(_ sides: Int) -> Int { Int(generator.next() % UInt64(sides)) }
  }

  /// Six advocates among 250 people, two of them brought in by Ada; each follows some others.
  private func links(_ world: World) async throws -> [Link] {
    let setup = LinkSetup(address: PublicAddress("http://test"))
    var links = [world.ada, world.grace]
    for name in ["p0", "p1", "p2", "p3"] {
      let person = try await world.person(name)
      let link = try await world.pool.transaction { connection in
        let (id, _) = try await Advocates.upsert(
          person: person, recruiter: name < "p2" ? world.ada.advocate : nil, at: world.now - .days(150),
          program: world.program.id, in: connection)
        return try await setup.makePrimary(
          of: id, at: world.program.createdAt, program: world.program.id, in: connection)
      }
      links.append(link)
    }
    return links
  }

  private func follow(_ edges: [(String, String)], since: Timestamp? = nil, _ world: World) async throws {
    let told = edges.filter { $0.0 != $0.1 }.map { GraphEdges.Told(from: $0.1, to: $0.0, since: since) }
    try await world.pool.transaction { connection in
      _ = try await GraphEdges.add(told, source: "test", at: world.now, program: world.program.id, in: connection)
    }
  }

  private func history(_ world: World, _ dice: inout Dice) async throws -> [Link] {
    let links = try await links(world)
    var edges: [(String, String)] = [("ada", "p9"), ("p9", "ada"), ("grace", "ada")]
    for number in 0..<250 {
      for _ in 0..<4 { edges.append(("p\(number)", "p\(dice.roll(250))")) }
      if number % 3 == 0 { edges.append(("p\(number)", "ada")) }
      if number % 5 == 0 { edges.append(("p\(number)", "grace")) }
    }
    try await follow(edges, since: world.program.createdAt, world)
    for post in 0..<40 { try await world.share(links[post % 5], at: world.now - .hours(80 * post + dice.roll(70))) }
    // In the order of time, as sales are told: whoever comes by a link sees what its advocate shares from then on.
    for sale in 0..<90 {
      let time = world.now - .hours(3000 - 33 * sale)
      let buyer = "p\(dice.roll(120))"
      let link = links[dice.roll(6)]
      let click = sale % 3 == 0 ? try await world.click(link, at: time - .hours(dice.roll(400))) : nil
      try await world.tell(
        "sale-\(sale)", .sale, Int64(100 + dice.roll(900)), at: time, click: click,
        code: sale % 7 == 0 ? link.code.text : nil, customer: buyer, currency: sale % 11 == 0 ? "JPY" : "USD")
    }
    for lead in 0..<40 {
      let time = world.now - .hours(2000 - 40 * lead)
      let click = try await world.click(links[dice.roll(6)], at: time - .hours(5))
      try await world.tell("lead-\(lead)", .lead, 0, at: time, click: click, customer: "p\(100 + dice.roll(150))")
    }
    return links
  }

  private func worker(_ world: World) -> FitWorker {
    FitWorker(
      environment: Environment(
        database: world.pool, address: PublicAddress("http://test"), log: Logger(label: "test"), now: { world.now }))
  }

  private func sums(_ world: World, at end: Timestamp? = nil) async throws -> HazardSums {
    let past = try await HazardPast(program: world.program, until: end ?? world.now, in: world.pool)
    return try #require(past).sums(hops: world.program.attribution.exposureHops)
  }

  private func expectSame(
    _ world: World, at end: Timestamp? = nil, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let whole = try HazardSums(await WholeHistory(world.program, until: end ?? world.now, in: world.pool).history)
    let parts = try await sums(world, at: end)
    #expect(whole.exposures > 1_000 && parts.people < whole.people && parts.touches < whole.touches / 2)
    #expect(parts.strata == whole.strata, comment, sourceLocation: sourceLocation)
    #expect(parts.peopleAtRisk == whole.peopleAtRisk, comment, sourceLocation: sourceLocation)
    #expect(parts.touchesAtRisk == whole.touchesAtRisk, comment, sourceLocation: sourceLocation)
    #expect(parts.exposuresAtRisk == whole.exposuresAtRisk, comment, sourceLocation: sourceLocation)
    #expect(parts.exposures == whole.exposures, comment, sourceLocation: sourceLocation)
    let audit = try await Audit.run(at: end ?? world.now, in: world.pool)
    let outcome = try #require(audit.outcomes.first { $0.check.name == "audiences" })
    #expect(outcome.isClean, "\(outcome.examples)", sourceLocation: sourceLocation)
  }

  private func waiting(_ world: World) async throws -> Int {
    try await world.pool.query(
      """
      SELECT (SELECT count(*) FROM audience_changes) + (SELECT count(*) FROM audiences WHERE due_since IS NOT NULL) AS n
      """
    ).only.decode("n")
  }

  @Test(arguments: [2, 1]) func `at first, counted ahead, and after everything that changes the graph`(
    hops: Int
  ) async throws {
    let world = try await World.made {
      $0.model = "hazard"
      $0.exposureHops = hops
    }
    var dice = Dice()
    let links = try await history(world, &dice)
    try await expectSame(world, "counted while it is read")
    #expect(try await waiting(world) > 0)
    try await worker(world).countAudiences(of: world.program.id)
    #expect(try await waiting(world) == 0)
    try await expectSame(world, "counted ahead")

    // What is told again changes nothing.
    try await follow([("p0", "ada"), ("p3", "ada")], world)
    #expect(try await waiting(world) == 0)

    // Somebody far away follows somebody else; an advocate gets a follower; somebody shares for the first time.
    try await follow([("p200", "p9"), ("p201", "ada")], world)
    try await world.share(links[5], at: world.now - .days(20))
    try await world.share(world.ada, at: world.now - .days(2))
    #expect(try await waiting(world) > 0)
    try await expectSame(world, "with changes that wait")
    try await worker(world).countAudiences(of: world.program.id)
    #expect(try await waiting(world) == 0)
    try await expectSame(world, "with changes counted")

    // An edge is taken away, somebody is erased, and somebody is brought in by a sale.
    let wasThere = try await world.pool.transaction { connection in
      try await GraphEdges.remove(
        from: "ada", to: "p3", at: world.now, program: world.program.id, in: connection)
    }
    #expect(wasThere)
    let erased = [try await world.person("p9"), try await world.person("p12")]
    try await world.pool.transaction { connection in
      try await People.erase(erased, program: world.program.id, in: connection)
    }
    try await world.tell("brought", click: world.click(world.grace, at: world.now - .hours(1)), customer: "new")
    try await expectSame(world, "with less that waits")
    try await worker(world).countAudiences(of: world.program.id)
    try await expectSame(world, "with less, counted")
    // The sale's own edge begins after the sale: it is told, and waits for that.
    try await expectSame(world, at: world.now + .seconds(1), "a moment later")
  }

  @Test(arguments: [
    ("UPDATE audiences SET near = near + 1 WHERE near = 2", ["near is 3, should be 2"]),
    ("UPDATE audiences SET far_strength = 15 WHERE far = 1", ["far_strength is 15, should be 16"]),
    ("DELETE FROM audiences WHERE far = 1", ["audience is missing, should be there"]),
    (
      "DELETE FROM graph_edges g USING people p WHERE p.id = g.to_person AND p.external_id = 'ben'",
      [
        "far is 1, should be 0", "far_strength is 16, should be 0", "near is 2, should be 1",
      ]
    ),
    ("UPDATE audiences SET near = 7, due_since = '2026-01-01'", []),
  ]) func `the audit finds an audience that is not the graph's`(sql: String, found: [String]) async throws {
    let world = try await World.made()
    try await follow([("ben", "ada"), ("cleo", "ben"), ("ada", "cleo")], world)
    try await world.share(world.ada, at: world.now - .days(2))
    try await worker(world).countAudiences(of: world.program.id)
    // Grace, whom Ada brought in, sees it too.
    let audiences = try await world.pool.withConnection { connection in
      try await Audiences.all(at: world.now, program: world.program.id, in: connection)
    }
    #expect(audiences.map { [$0.near, $0.far, Int($0.farStrength)] } == [[2, 1, 16]])
    #expect(try await deviations(world) == [])
    try await world.pool.execute("\(unsafe: sql)")
    #expect(try await deviations(world) == found)
  }

  private func deviations(_ world: World) async throws -> [String] {
    try await Audit.run(at: world.now, in: world.pool).outcomes.filter { $0.check.name == "audiences" }
      .flatMap(\.examples).map { "\($0.what) is \($0.actual), should be \($0.expected)" }
  }

  @Test func `the fit, its intervals and its refusal are those of the whole history`() async throws {
    let world = try await World.made { $0.model = "hazard" }
    let nothing = HazardModel()
    await #expect(throws: FitRefusal.self) {
      _ = try await nothing.learn(program: world.program, until: world.now, in: world.pool)
    }
    var dice = Dice()
    _ = try await history(world, &dice)
    try await worker(world).countAudiences(of: world.program.id)
    let learnt = try await HazardModel().learn(program: world.program, until: world.now, in: world.pool)
    let whole = try await WholeHistory(world.program, until: world.now, in: world.pool)
    let expected = try HazardModel.learnt(from: HazardSums(whole.history), advocates: whole.advocates) {
      whole.revenue[$0] ?? 0
    }
    #expect(learnt.conversions == expected.conversions && learnt.conversions >= 50)
    #expect(learnt.numbers.bytes == expected.numbers.bytes)
    #expect(learnt.advocates == expected.advocates && learnt.advocates.count { $0.high != nil } > 3)
  }

  @Test func `the database reckons the strength of an audience as the model does`() async throws {
    let rows = try await TestDatabase.current.pool.query(
      """
      SELECT ways::bigint, round(16 * sqrt(least(ways, 65535)::double precision))::integer AS sixteenths
      FROM generate_series(1, 65600) AS ways
      """)
    for row in rows {
      let ways: Int = try row.decode("ways")
      #expect(try row.decode("sixteenths") == HazardTouch.sixteenths(ways: UInt16(clamping: ways)))
    }
  }
}

/// Everybody with every exposure: what the sums stand for.
private struct WholeHistory {
  let history: HazardHistory
  let advocates: [Advocate.ID]
  let revenue: [HazardPurchase: Double]

  init(_ program: Program, until end: Timestamp, in pool: Pool) async throws {
    (history, advocates, revenue) = try await pool.withConnection { connection in
      let people = try await connection.query(
        """
        SELECT p.id, (SELECT count(*) FROM graph_edges e WHERE e.program_id = p.program_id AND e.to_person = p.id)
          AS followed
        FROM people p WHERE p.program_id = \(program.id) ORDER BY p.id
        """)
      let advocates = try await Histories.advocates(program: program.id, in: connection)
      let extent = try await Histories.extent(program: program.id, in: connection)
      var history = HazardHistory(
        followed: try people.map { UInt32(try $0.decode("followed", as: Int.self)) }, advocates: advocates.count,
        start: try #require(extent.start).microseconds, horizon: end.microseconds)
      let ids = try people.map { try $0.decode("id", as: Person.ID.self) }
      let numbers = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, UInt32($0)) })
      let places = Dictionary(uniqueKeysWithValues: advocates.enumerated().map { ($1.advocate, $0) })
      func add(
        _ person: Person.ID, _ advocate: Advocate.ID, _ time: Timestamp, _ cause: HazardCause, ways: Int = 1
      ) throws {
        let place = try #require(places[advocate])
        guard advocates[place].person != person else { return }
        history[cause].append(
          person: try #require(numbers[person]), advocate: UInt32(place), time: time.microseconds,
          ways: UInt16(clamping: ways))
      }
      let everybody = Histories.Sample(oneIn: 1)
      var revenue: [HazardPurchase: Double] = [:]
      for purchase in try await Histories.purchases(everybody, until: end, program: program.id, in: connection) {
        let person = try #require(numbers[purchase.person])
        history.append(purchaseBy: person, time: purchase.time.microseconds)
        revenue[HazardPurchase(person: person, time: purchase.time.microseconds), default: 0] += Double(purchase.net)
      }
      let clicks = try await Histories.clicks(
        everybody, anonymous: false, until: end, program: program.id, in: connection)
      let codes = try await Histories.codes(everybody, until: end, program: program.id, in: connection)
      let referrals = try await Histories.referrals(everybody, until: end, program: program.id, in: connection)
      for (cause, touches) in [(HazardCause.click, clicks), (.code, codes), (.referral, referrals)] {
        for touch in touches { try add(Identifier(touch.subject), touch.advocate, touch.time, cause) }
      }
      for row in try await Self.exposures(program, until: end, in: connection) {
        try add(
          row.decode("to_person"), row.decode("advocate_id"), row.decode("occurred_at"),
          row.decode("hop", as: Int.self) == 1 ? .exposure : .secondHandExposure, ways: row.decode("ways"))
      }
      return (history, advocates.map(\.advocate), revenue)
    }
  }

  /// Shares that somebody could see at one hop or two, each at its smaller one.
  private static func exposures(
    _ program: Program, until end: Timestamp, in connection: Connection
  ) async throws -> Rows {
    try await connection.query(
      """
      WITH edges AS (
        SELECT from_person, to_person FROM graph_edges WHERE program_id = \(program.id) AND since <= \(end)
      ), paths AS (
        SELECT a.id AS advocate_id, a.person_id, e.to_person, 1 AS hop
        FROM advocates a JOIN edges e ON e.from_person = a.person_id
        UNION ALL
        SELECT a.id, a.person_id, f.to_person, 2
        FROM advocates a
        JOIN edges e ON e.from_person = a.person_id
        JOIN edges f ON f.from_person = e.to_person
        WHERE \(program.attribution.exposureHops) > 1
      ), reached AS (
        SELECT advocate_id, to_person, min(hop) AS hop, CASE WHEN min(hop) = 1 THEN 1 ELSE count(*) END AS ways
        FROM paths WHERE to_person <> person_id GROUP BY advocate_id, to_person
      )
      SELECT r.*, s.occurred_at FROM reached r
      JOIN shares s ON s.program_id = \(program.id) AND s.advocate_id = r.advocate_id AND s.occurred_at <= \(end)
      """)
  }
}
