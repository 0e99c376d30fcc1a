import Postgres
import Records
import Referrals
import TestSupport
import Testing

@Suite("Edges of the social graph", .database)
struct GraphEdgeTests {
  @Test func `an edge is there once however often it is told, since the earliest time`() async throws {
    let world = try await World()
    #expect(try await world.connect("ada>grace 2026-01-05T00:00:00Z", "ada>grace 2026-01-04T00:00:00Z") == 1)
    #expect(try await world.connect("ada>grace", "grace>ada 2026-01-05T00:00:00Z") == 1)
    #expect(try await world.connect("ada>grace 2026-01-03T00:00:00Z") == 0)
    #expect(try await world.connect("ada>grace 2026-01-06T00:00:00Z") == 0)
    #expect(try await world.edges() == ["ada>grace 2026-01-03T00:00:00Z", "grace>ada 2026-01-05T00:00:00Z"])
  }

  @Test func `consent that is told replaces what was known, and none that is told leaves it`() async throws {
    let world = try await World()
    func consent() async throws -> Bool { try await world.pool.query("SELECT consent FROM graph_edges")[0].decode(0) }
    try await world.add([GraphEdges.Told(from: "ada", to: "grace")])
    #expect(try await !consent())
    try await world.add([GraphEdges.Told(from: "ada", to: "grace", consent: true)])
    #expect(try await consent())
    try await world.add([GraphEdges.Told(from: "ada", to: "grace")])
    #expect(try await consent())
    try await world.add([GraphEdges.Told(from: "ada", to: "grace", consent: false)])
    #expect(try await !consent())
  }

  @Test func `an edge that was taken away comes back by what is told of later, and not by the old story again`()
    async throws
  {
    let world = try await World()
    let story = "ada>grace 2026-01-02T00:00:00Z"
    try await world.connect(story)
    #expect(try await world.disconnect("ada>grace", at: "2026-01-10T00:00:00Z"))
    #expect(try await !world.disconnect("ada>grace", at: "2026-01-10T00:00:00Z"))
    #expect(try await world.connect(story) == 0)
    #expect(try await world.edges() == [])
    #expect(try await world.connect("ada>grace 2026-01-12T00:00:00Z") == 1)
    #expect(try await world.connect(story) == 0)
    #expect(try await world.edges() == ["ada>grace 2026-01-12T00:00:00Z"])
  }

  @Test func `the same edges and people told by many at once come to one of each`() async throws {
    let world = try await World()
    let told = (0..<400).map { GraphEdges.Told(from: "p\($0 % 37)", to: "q\($0)") }
    let added = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<6 { group.addTask { try await world.add(told.shuffled()) } }
      return try await group.reduce(0, +)
    }
    #expect(added == 400)
    #expect(try await world.edges().count == 400)
    #expect(try await world.pool.query("SELECT count(*) FROM people")[0].decode(0) == 437)
  }

  @Test func `whoever was brought in sees what those share who brought them in`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let grace = try await world.person("grace")
    func refer(_ person: Person.ID, at time: String) async throws {
      try await world.pool.transaction { connection in
        try await GraphEdges.refer(
          [.init(person, by: ada, since: Timestamp(time)!)], at: .now(), program: world.program.id, in: connection)
      }
    }
    try await refer(grace, at: "2026-01-05T00:00:00Z")
    try await refer(grace, at: "2026-01-07T00:00:00Z")
    try await refer(try await world.person("ada"), at: "2026-01-07T00:00:00Z")
    #expect(try await world.edges() == ["ada>grace 2026-01-05T00:00:00Z"])
    try await refer(grace, at: "2026-01-03T00:00:00Z")
    #expect(try await world.edges() == ["ada>grace 2026-01-03T00:00:00Z"])
    #expect(try await world.disconnect("ada>grace", at: "2026-01-10T00:00:00Z"))
    try await refer(grace, at: "2026-01-05T00:00:00Z")
    #expect(try await world.edges() == [])
  }

  @Test func `erasing somebody removes edges, consents and what posts said, and the numbers stay`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    try await world.connect("ada>grace", "ada>bob", "grace>bob", "bob>ada")
    #expect(try await world.disconnect("grace>bob", at: "2026-01-10T00:00:00Z"))
    try await world.share(ada, at: "2026-01-10T00:00:00Z", externalID: "post-1", consent: true)
    let grace = try await world.person("grace")
    let adasPerson = try await world.person("ada")
    func erase(_ person: Person.ID) async throws {
      try await world.pool.transaction { connection in
        _ = try await Consents.insert(
          .init(
            purpose: .namedInReports, given: true, place: "checkout", occurredAt: .now(), recordedAt: .now(),
            source: "api"), of: person, program: world.program.id, in: connection)
        try await People.erase([person], program: world.program.id, in: connection)
      }
    }
    func rows(_ query: SQL) async throws -> Int { try await world.pool.query(query).count }
    try await erase(grace)
    #expect(try await world.edges() == ["ada>bob 2026-01-02T00:00:00Z", "bob>ada 2026-01-02T00:00:00Z"])
    #expect(try await rows("SELECT FROM past_graph_edges") == 0)
    #expect(try await rows("SELECT FROM consents") == 0)
    #expect(try await rows("SELECT FROM erased_edges WHERE person_id = \(adasPerson) AND people = 1") == 1)
    // What refers to somebody who was erased makes no edge.
    try await world.pool.transaction { connection in
      try await GraphEdges.refer(
        [.init(grace, by: ada, since: .now())], at: .now(), program: world.program.id, in: connection)
    }
    #expect(try await world.edges().count == 2)
    // And a new person may have the name.
    try await world.connect("ada>grace")
    #expect(try await world.edges().count == 3)

    try await erase(adasPerson)
    #expect(try await world.edges() == [])
    #expect(try await rows("SELECT FROM erased_edges WHERE person_id = \(adasPerson) AND people = 3") == 1)
    #expect(try await rows("SELECT FROM shares WHERE external_id IS NULL AND content IS NULL AND NOT consent") == 1)
  }
}
