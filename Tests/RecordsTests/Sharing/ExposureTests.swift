import Postgres
import Records
import Referrals
import TestSupport
import Testing

@Suite("What a customer could have seen", .database)
struct ExposureTests {
  private func seen(
    by customer: String, _ world: World, hops: Int = 2, from start: String = "2026-01-01T00:00:00Z",
    to end: String = "2026-03-01T00:00:00Z"
  ) async throws -> [Share.ID: Int] {
    let person = try await world.person(customer)
    let found = try await world.pool.withConnection { connection in
      try await Exposures.candidates(
        of: person, from: Timestamp(start)!, to: Timestamp(end)!, hops: hops, program: world.program.id, in: connection)
    }
    #expect(Set(found.map(\.share)).count == found.count)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.share, $0.hop) })
  }

  @Test func `a share reaches as far as the hops go, at its smallest`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let eve = try await world.advocate("eve")
    // ada reaches carol directly, dan over carol, erin over dan; eve reaches carol on two ways.
    try await world.connect("ada>carol", "carol>dan", "dan>erin", "eve>carol", "eve>ada")
    let post = try await world.share(ada, at: "2026-01-10T00:00:00Z")
    let other = try await world.share(eve, at: "2026-01-11T00:00:00Z")
    #expect(try await seen(by: "carol", world, hops: 1) == [post: 1, other: 1])
    #expect(try await seen(by: "carol", world, hops: 2) == [post: 1, other: 1])
    #expect(try await seen(by: "dan", world, hops: 1) == [:])
    #expect(try await seen(by: "dan", world, hops: 2) == [post: 2, other: 2])
    #expect(try await seen(by: "erin", world, hops: 2) == [:])
    #expect(try await seen(by: "erin", world, hops: 3) == [post: 3, other: 3])
    #expect(try await seen(by: "nobody", world, hops: 3) == [:])
  }

  @Test func `only shares within the time count, both ends included`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    try await world.connect("ada>carol")
    let first = try await world.share(ada, at: "2026-01-10T00:00:00Z")
    let last = try await world.share(ada, at: "2026-01-20T00:00:00Z")
    let exact = try await seen(by: "carol", world, from: "2026-01-10T00:00:00Z", to: "2026-01-20T00:00:00Z")
    #expect(exact == [first: 1, last: 1])
    let inner = try await seen(by: "carol", world, from: "2026-01-10T00:00:01Z", to: "2026-01-19T23:59:59Z")
    #expect(inner == [:])
  }

  @Test func `only edges that were there when it was shared lead anywhere, also after they were taken away`()
    async throws
  {
    let world = try await World()
    let ada = try await world.advocate("ada")
    try await world.connect("ada>carol 2026-01-05T00:00:00Z", "carol>dan 2026-01-15T00:00:00Z")
    let early = try await world.share(ada, at: "2026-01-04T00:00:00Z")
    let middle = try await world.share(ada, at: "2026-01-10T00:00:00Z")
    let late = try await world.share(ada, at: "2026-01-20T00:00:00Z")
    #expect(try await world.disconnect("ada>carol", at: "2026-01-25T00:00:00Z"))
    let gone = try await world.share(ada, at: "2026-01-26T00:00:00Z")
    try await world.connect("ada>carol", at: "2026-01-28T00:00:00Z")
    let back = try await world.share(ada, at: "2026-01-29T00:00:00Z")
    #expect(try await seen(by: "carol", world) == [middle: 1, late: 1, back: 1])
    #expect(try await seen(by: "dan", world) == [late: 2, back: 2])
    #expect(early != gone)
  }

  @Test func `a shorter way that came later counts for what was shared later`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    try await world.connect("ada>bob", "bob>carol", "ada>carol 2026-01-15T00:00:00Z")
    let far = try await world.share(ada, at: "2026-01-10T00:00:00Z")
    let near = try await world.share(ada, at: "2026-01-20T00:00:00Z")
    #expect(try await seen(by: "carol", world) == [far: 2, near: 1])
  }

  @Test func `nobody is exposed to what they shared themselves, round whatever circle`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    try await world.connect("ada>bob", "bob>ada", "bob>carol", "carol>ada")
    try await world.share(ada, at: "2026-01-10T00:00:00Z")
    for hops in 1...3 { #expect(try await seen(by: "ada", world, hops: hops) == [:]) }
  }

  @Test func `one who follows very many passes nothing on, and still sees`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada")
    let many = (0..<Exposures.widestReader).map { GraphEdges.Told(from: "p\($0)", to: "reader") }
    try await world.add(many)
    try await world.connect("reader>carol", "ada>p7")
    let post = try await world.share(ada, at: "2026-01-10T00:00:00Z")
    #expect(try await seen(by: "reader", world, hops: 2) == [post: 2])
    #expect(try await seen(by: "carol", world, hops: 3) == [post: 3])
    try await world.connect("ada>reader")
    #expect(try await seen(by: "reader", world, hops: 2) == [post: 1])
    #expect(try await seen(by: "carol", world, hops: 3) == [:])
  }

  @Test func `programs do not see each other's edges and shares`() async throws {
    let world = try await World()
    let other = try await World("Other")
    let ada = try await world.advocate("ada")
    _ = try await other.advocate("ada")
    try await other.connect("ada>carol")
    try await world.share(ada, at: "2026-01-10T00:00:00Z")
    #expect(try await seen(by: "carol", world) == [:])
    #expect(try await seen(by: "carol", other) == [:])
  }
}
