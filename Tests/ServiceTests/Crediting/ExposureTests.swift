import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

/// People who follow each other, and what they share.
extension World {
  /// The person of this external id, made if need be.
  func person(_ name: String) async throws -> Person.ID {
    try await pool.transaction { connection in
      try await People.upsert(
        externalID: name, email: nil, name: nil, at: program.createdAt, program: program.id, in: connection)
    }
  }

  /// Lets somebody see what somebody else shares, for a while or for ever.
  func follow(_ follower: String, _ followed: String, since: Timestamp? = nil, until: Timestamp? = nil) async throws {
    let (to, from) = (try await person(follower), try await person(followed))
    let start = since ?? program.createdAt
    if let until {
      try await pool.execute(
        """
        INSERT INTO past_graph_edges (program_id, to_person, from_person, since, until, source)
        VALUES (\(program.id), \(to), \(from), \(start), \(until), 'test')
        """)
    } else {
      try await pool.execute(
        """
        INSERT INTO graph_edges (program_id, to_person, from_person, since, recorded_at, consent, source)
        VALUES (\(program.id), \(to), \(from), \(start), \(start), true, 'test')
        ON CONFLICT (program_id, to_person, from_person) DO NOTHING
        """)
    }
  }

  /// Shares something.
  func share(_ link: Link, at time: Timestamp) async throws {
    let share = Share(
      id: .timeOrdered(at: time), externalID: nil, advocate: link.advocate, channel: "x", content: nil, url: nil,
      occurredAt: time, recordedAt: time, consent: true, source: "test")
    _ = try await pool.withConnection { try await Shares.insert([share], program: program.id, in: $0) }
  }
}

@Suite("What a customer could see is credited", .database)
struct ExposureTests {
  @Test func `somebody who follows an advocate and buys without a click credits half`() async throws {
    let world = try await World.made()
    try await world.follow("cleo", "ada")
    try await world.share(world.ada, at: world.now - .days(3))
    try await world.tell("order-1", .sale, 1_001, customer: "cleo")
    #expect(try await world.credits("order-1") == ["ada exposure": 500, "unattributed": 501])
    try await world.reverse("order-1", 501, as: "refund-1")
    #expect(try await world.credits("order-1") == ["ada exposure": 250, "unattributed": 250])
  }

  @Test func `two hops away counts, three does not, unless the program says so`() async throws {
    let world = try await World.made()
    for (follower, followed) in [("ben", "ada"), ("cleo", "ben"), ("dan", "cleo")] {
      try await world.follow(follower, followed)
    }
    try await world.share(world.ada, at: world.now - .days(3))
    try await world.tell("order-1", .sale, 1_000, customer: "cleo")
    #expect(try await world.credits("order-1") == ["ada exposure": 500, "unattributed": 500])
    try await world.tell("order-2", .sale, 1_000, customer: "dan")
    #expect(try await world.credits("order-2") == ["unattributed": 1_000])

    let far = try await World.made { $0.exposureHops = 3 }
    for (follower, followed) in [("ben", "ada"), ("cleo", "ben"), ("dan", "cleo")] {
      try await far.follow(follower, followed)
    }
    try await far.share(far.ada, at: far.now - .days(3))
    try await far.tell("order-2", .sale, 1_000, customer: "dan")
    #expect(try await far.credits("order-2") == ["ada exposure": 500, "unattributed": 500])
  }

  @Test func `beside a click, exposures count a quarter of one`() async throws {
    let world = try await World.made { $0.model = "linear" }
    try await world.follow("cleo", "ada")
    try await world.share(world.ada, at: world.now - .days(3))
    try await world.share(world.ada, at: world.now - .days(2))
    let click = try await world.click(world.grace, at: world.now - .days(1))
    try await world.tell("order-1", .sale, 1_000, click: click, customer: "cleo")
    #expect(try await world.credits("order-1") == ["ada exposure": 200, "grace direct": 800])
  }

  @Test func `attention is divided among those whom the customer follows`() async throws {
    let world = try await World.made { $0.exposureShare = 1 }
    // Cleo sees Ada directly; Grace only as one of two whom Ben follows, who is one of two whom Cleo follows.
    for (follower, followed) in [("cleo", "ada"), ("cleo", "ben"), ("ben", "grace"), ("ben", "dan")] {
      try await world.follow(follower, followed)
    }
    try await world.share(world.ada, at: world.now - .days(1))
    try await world.share(world.grace, at: world.now - .days(1))
    try await world.tell("order-1", .sale, 900, customer: "cleo")
    #expect(try await world.credits("order-1") == ["ada exposure": 600, "grace exposure": 300])
  }

  @Test func `only edges that were there count, also once they are gone`() async throws {
    let world = try await World.made()
    try await world.follow("late", "ada", since: world.now + .days(1))
    try await world.follow("gone", "ada", until: world.now - .days(1))
    try await world.follow("then", "ada", until: world.now + .days(1))
    try await world.share(world.ada, at: world.now - .days(3))
    for name in ["late", "gone", "then"] { try await world.tell(name, .sale, 100, customer: name) }
    #expect(try await world.credits("late") == ["unattributed": 100])
    #expect(try await world.credits("gone") == ["unattributed": 100])
    #expect(try await world.credits("then") == ["ada exposure": 50, "unattributed": 50])
  }

  @Test func `nobody is credited for what they share with themselves`() async throws {
    let world = try await World.made()
    try await world.follow("ada", "grace")
    try await world.follow("grace", "ada")
    try await world.share(world.ada, at: world.now - .days(3))
    try await world.tell("order-1", .sale, 100, customer: "ada")
    #expect(try await world.credits("order-1") == ["unattributed": 100])
  }

  @Test func `a share outside the window, or after the sale, is none`() async throws {
    let world = try await World.made { $0.windowDays = 30 }
    try await world.follow("cleo", "ada")
    try await world.follow("cleo", "grace")
    try await world.share(world.ada, at: world.now - .days(30) - .milliseconds(1))
    try await world.share(world.grace, at: world.now + .milliseconds(1))
    try await world.tell("order-1", .sale, 100, customer: "cleo")
    #expect(try await world.credits("order-1") == ["unattributed": 100])
  }

  @Test func `somebody who follows thousands is bounded, and the latest hundred shares count`() async throws {
    let world = try await World.made()
    try await world.follow("cleo", "ada")
    let cleo = try await world.person("cleo")
    try await world.pool.execute(
      """
      INSERT INTO graph_edges (program_id, to_person, from_person, since, recorded_at, consent, source)
      SELECT \(world.program.id), \(cleo), gen_random_uuid(), \(world.program.createdAt), \(world.now), true, 'test'
      FROM generate_series(1, 3000)
      """)
    for minutes in 1...101 { try await world.share(world.ada, at: world.now - .minutes(minutes)) }
    let (conversion, _) = try await world.tell("order-1", .sale, 100_000, customer: "cleo")
    #expect(try await world.credits("order-1") == ["ada exposure": 50_000, "unattributed": 50_000])
    let exposures = try await world.pool.withConnection { connection in
      try await Journeys.exposures(
        before: [conversion], window: .days(90), hops: 2, program: world.program.id, in: connection)
    }
    #expect(exposures[conversion.id]?.count == Journeys.mostExposures)
    #expect(exposures[conversion.id]?.map(\.time).min() == world.now - .minutes(100))
  }

  @Test func `a share and an edge that are told late are credited once they are there`() async throws {
    let world = try await World.made()
    try await world.follow("cleo", "ben")
    for name in ["cleo", "ben", "dan"] { try await world.tell(name, .sale, 100, customer: name) }
    let told = ShareIntake.Told(
      externalID: "post-1", sharer: .id(world.ada.advocate), channel: "x", occurredAt: world.now - .days(2))
    try await world.pool.transaction { connection in
      let outcomes = try await ShareIntake.record(
        [told], source: "api", at: world.now, program: world.program.id, in: connection)
      try await LateSharing.settle(after: outcomes, at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle()
    #expect(try await world.credits("cleo") == ["unattributed": 100])

    let edges = [GraphEdges.Told(from: "ada", to: "ben", since: world.now - .days(10))]
    try await world.pool.transaction { connection in
      _ = try await GraphEdges.add(edges, source: "api", at: world.now, program: world.program.id, in: connection)
      try await LateSharing.settle(after: edges, at: world.now, program: world.program.id, in: connection)
    }
    let due = try await world.pool.query("SELECT count(*) AS n FROM settlements_due").only.decode("n", as: Int.self)
    #expect(due == 2, "Ben's and Cleo's, who sees what Ben passes on; not Dan's")
    try await world.settle()
    for name in ["ben", "cleo"] {
      #expect(try await world.credits(name) == ["ada exposure": 50, "unattributed": 50])
    }
    #expect(try await world.credits("dan") == ["unattributed": 100])

    // A share told late to those who were there. Grace sees what Ada shares, who brought her in, and passes it on.
    let late = ShareIntake.Told(
      externalID: "post-2", sharer: .id(world.grace.advocate), channel: "x", occurredAt: world.now - .days(1))
    try await world.follow("dan", "grace")
    try await world.pool.transaction { connection in
      let outcomes = try await ShareIntake.record(
        [late], source: "api", at: world.now, program: world.program.id, in: connection)
      try await LateSharing.settle(after: outcomes, at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle()
    #expect(try await world.credits("dan") == ["grace exposure": 26, "ada exposure": 24, "unattributed": 50])
  }
}
