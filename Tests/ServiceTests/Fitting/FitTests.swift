import Logging
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Models that learn are fitted, and what they learnt is counted by", .database)
struct FitTests {
  /// A hundred and fifty days: every third person of six hundred follows Ada and every fifth Grace, who both post. After
  /// each of Ada's posts some of her followers buy; others buy now and then, and nobody because of Grace.
  private func history(_ world: World) async throws {
    let names = (0..<600).map { "p\($0)" }
    var edges: [GraphEdges.Told] = []
    for (number, name) in names.enumerated() {
      if number % 3 == 0 { edges.append(.init(from: "ada", to: name, since: world.program.createdAt)) }
      if number % 5 == 0 { edges.append(.init(from: "grace", to: name, since: world.program.createdAt)) }
      edges.append(.init(from: names[(number + 7) % 600], to: name, since: world.program.createdAt))
    }
    let told = edges
    try await world.pool.transaction { connection in
      _ = try await GraphEdges.add(
        told, source: "test", at: world.now, program: world.program.id, in: connection)
    }
    for post in 0..<10 {
      let time = world.now - .days(150 - 12 * post)
      try await world.share(world.ada, at: time)
      try await world.share(world.grace, at: time + .days(5))
      for buyer in 0..<8 {
        let follower = (post * 8 + buyer) * 3 % 600
        try await world.tell(
          "caused-\(post)-\(buyer)", .sale, 10_000, at: time + .hours(6 + 5 * buyer), customer: "p\(follower)")
      }
      for buyer in 0..<6 {
        let somebody = (post * 6 + buyer) * 3 + 301
        try await world.tell(
          "organic-\(post)-\(buyer)", .sale, 10_000, at: time + .days(2 * buyer), customer: "p\(somebody % 600)")
      }
    }
  }

  private func worker(_ world: World, at time: Timestamp? = nil) -> FitWorker {
    let now = time ?? world.now
    return FitWorker(
      environment: Environment(
        database: world.pool, address: PublicAddress("http://test"), log: Logger(label: "test"), now: { now }))
  }

  private func run(_ world: World) async throws -> Runs.Entry {
    try await world.pool.withConnection { try await Runs.all(program: world.program.id, in: $0) }[0]
  }

  private func attempt(_ world: World) async throws -> Fits.Attempt? {
    try await world.pool.withConnection { connection in
      try await Fits.attempts(program: world.program.id, in: connection).first { $0.model == "hazard" }
    }
  }

  private func net(_ world: World) async throws -> Int64 {
    try await world.pool.query("SELECT sum(amount)::bigint AS net FROM ledger").only.decode("net")
  }

  @Test func `with too little to learn from, what is missing is said, and the usual rule counts so long`() async throws
  {
    let world = try await World.made { $0.model = "hazard" }
    let click = try await world.click(world.ada, at: world.now - .days(1))
    try await world.tell("order-1", click: click, customer: "cleo")
    try await worker(world).fitDue()
    let missing = try #require(try await attempt(world)?.missing)
    #expect(missing.contains("first purchases") && missing.contains("exposures"))
    #expect(try await run(world).fitVersion == nil)
    #expect(try await world.credits("order-1") == ["ada direct": 10_000])
  }

  @Test func `a fit credits who caused sales, leaves the rest to nobody, and says why`() async throws {
    let world = try await World.made { $0.model = "hazard" }
    try await history(world)
    try await worker(world).fitDue()
    #expect(try await attempt(world)?.missing == nil)
    #expect(try await run(world).fitVersion == 1)
    try await world.settle()
    // All that was sold is accounted for.
    #expect(try await net(world) == 140 * 10_000)
    let sums = try await world.pool.query(
      """
      SELECT coalesce(sum(amount) FILTER (WHERE advocate_id = \(world.ada.advocate)), 0)::bigint AS ada,
        coalesce(sum(amount) FILTER (WHERE advocate_id = \(world.grace.advocate)), 0)::bigint AS grace FROM ledger
      """
    ).only
    let (ada, grace): (Int64, Int64) = (try sums.decode("ada"), try sums.decode("grace"))
    #expect(ada > 300_000 && ada < 900_000 && grace < ada / 4, "ada \(ada), grace \(grace)")

    let (path, reasons) = try await world.pool.withConnection { connection in
      let found = try #require(
        try await Conversions.find(externalID: "caused-5-2", program: world.program.id, in: connection))
      let run = try await Runs.all(program: world.program.id, in: connection)[0]
      return try await Crediting.reasons(for: found, in: run, program: world.program.id, in: connection)
    }
    #expect(path.touches.contains { $0.advocate == world.ada.advocate && $0.kind == .exposure })
    #expect(try #require(reasons[world.ada.advocate]).contains("by ada's post"))
  }

  @Test
  func `a new sale is counted by the fit there is, a new fit counts the old ones anew, and again changes nothing`()
    async throws
  {
    let world = try await World.made { $0.model = "hazard" }
    try await history(world)
    try await worker(world).fitDue()
    try await world.settle()
    try await world.share(world.ada, at: world.now - .hours(20))
    try await world.tell("new", .sale, 10_000, customer: "p597")
    let credits = try await world.credits("new")
    #expect(credits["ada exposure", default: 0] > 1_000 && credits.values.reduce(0, +) == 10_000)
    // What is told late and was the customer's first purchase is what the later ones are credited by.
    try await world.tell("before", .sale, 10_000, at: world.now - .days(151), customer: "p597")
    try await world.settle()
    #expect(try await world.credits("new") == ["unattributed": 10_000])
    try await world.tell("other", .sale, 10_000, customer: "p594")
    #expect(try await world.credits("other")["ada exposure", default: 0] > 1_000)
    try await world.tell("before-other", .sale, 10_000, at: world.now - .days(151))
    let isNews = try await world.pool.transaction { connection in
      try await ConversionEnrichment.apply(
        click: nil, code: nil, customer: .init(externalID: "p594"), subscription: nil, to: "before-other",
        at: world.now, program: world.program.id, in: connection)
    }
    #expect(isNews)
    try await world.settle()
    #expect(try await world.credits("other") == ["unattributed": 10_000])

    // Not before a day has passed.
    try await worker(world, at: world.now + .hours(23)).fitDue()
    #expect(try await run(world).fitVersion == 1)
    try await worker(world, at: world.now + .hours(25)).fitDue()
    #expect(try await run(world).fitVersion == 2)
    try await world.settle(at: world.now + .hours(26))
    #expect(try await net(world) == 144 * 10_000)
    let entries = try await world.pool.query("SELECT count(*) AS n FROM ledger").only.decode("n", as: Int.self)
    try await world.pool.transaction { connection in
      try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle(at: world.now + .hours(27))
    #expect(try await world.pool.query("SELECT count(*) AS n FROM ledger").only.decode("n", as: Int.self) == entries)
  }

  @Test func `two workers never fit the same program at once`() async throws {
    let world = try await World.made()
    try await world.tell("order-1", customer: "cleo")
    let held = try await world.pool.transaction { connection in
      _ = try await Fits.claim(world.program.id, in: connection)
      return try await worker(world).fit(world.program, only: "hazard")
    }
    #expect(!held)
    #expect(try await worker(world).fit(world.program, only: "hazard"))
  }

  @Test(
    "a model is tried again when that promises something",
    arguments: [
      // conversions then and now, seconds since, whether something was missing: due
      (100, 100, 1_000_000, false, false), (100, 101, 86_399, false, false), (100, 101, 86_400, false, true),
      (100, 200, 59, false, false), (100, 200, 60, false, true),
      (100, 110, 3_599, true, false), (100, 111, 60, true, true), (100, 101, 3_600, true, true),
    ] as [(Int, Int, Int, Bool, Bool)])
  func due(before: Int, now: Int, seconds: Int, lacked: Bool, isDue: Bool) {
    let start = Timestamp("2026-06-15T12:00:00Z")!
    let last = Fits.Attempt(model: "hazard", triedAt: start, conversions: before, missing: lacked ? "much" : nil)
    #expect(FitWorker.isDue(last, conversions: now, now: start + .seconds(seconds)) == isDue)
  }

  @Test func `a program is tried as soon as anything was bought`() {
    #expect(FitWorker.isDue(nil, conversions: 1, now: .latest))
    #expect(!FitWorker.isDue(nil, conversions: 0, now: .latest))
  }

  @Test func `what would be missing without somebody is learnt from clicks`() async throws {
    let world = try await World.made { $0.model = "markov" }
    // Whoever Ada sends comes back by Grace and buys; who comes by Grace alone does not.
    for number in 0..<30 {
      let visitor = Visitor.ID.timeOrdered(at: world.now)
      let time = world.now - .days(20) + .hours(number)
      if number < 24 { try await world.click(world.ada, at: time, by: visitor) }
      let click = try await world.click(world.grace, at: time + .hours(1), by: visitor)
      guard number < 24 else { continue }
      try await world.tell("order-\(number)", .sale, 1_000, at: time + .hours(2), click: click, customer: "c\(number)")
    }
    try await worker(world).fitDue()
    #expect(try await run(world).fitVersion == 1)
    try await world.settle()
    // Without Grace nobody would have bought; without Ada, of six in thirty four in five as of all who come to Grace: the
    // chain does not remember where they came from. Removal effects of 1 and 1 − 0.16 ÷ 0.8.
    #expect(try await world.credits("order-3") == ["ada direct": 444, "grace direct": 556])
    let even = try await world.pool.withConnection { connection in
      try await Fits.find(model: "shapley", version: 1, program: world.program.id, in: connection)
    }
    #expect(even?.advocates.map(\.weight) == [0.5, 0.5] && even?.conversions == 24)
  }
}
