import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("What is told to endpoints", .database)
struct OutboxTests {
  /// An endpoint of a world's program.
  private func endpoint(_ world: World, _ events: [String], disabled: Bool = false) async throws -> Endpoints.Entry {
    var endpoint = Endpoints.Entry(
      id: .timeOrdered(at: world.now), url: "https://x.example/", description: nil, events: events,
      secret: "whsec_", createdAt: world.now)
    try await world.pool.withConnection { connection in
      try await Endpoints.insert(endpoint, program: world.program.id, in: connection)
      guard disabled else { return }
      endpoint.disabledAt = world.now
      endpoint.disabledReason = .asked
      try await Endpoints.update(endpoint, program: world.program.id, in: connection)
    }
    return endpoint
  }

  /// What was told, in the order in which it is sent.
  private func told(_ world: World) async throws -> [JSON] {
    try await world.pool.query(
      """
      SELECT o.body FROM outbox_deliveries d JOIN outbox o ON o.program_id = d.program_id AND o.id = d.event_id
      ORDER BY d.due_at, d.id
      """
    ).map { try JSON(parsing: Array($0.decode("body", as: String.self).utf8)) }
  }

  private func names(_ events: [JSON]) -> [String] { events.compactMap { $0["type"]?.text } }

  @Test func `without an endpoint that wants it, nothing is written`() async throws {
    let world = try await World.made()
    _ = try await endpoint(world, ["link.created"])
    try await world.tell("order-1")
    #expect(try await world.pool.query("SELECT FROM outbox").isEmpty)
    #expect(try await world.pool.query("SELECT FROM outbox_deliveries").isEmpty)
  }

  @Test func `what is rolled back is told to nobody`() async throws {
    struct Undo: Error {}
    let world = try await World.made()
    _ = try await endpoint(world, EventType.names)
    await #expect(throws: Undo.self) {
      try await world.pool.transaction { connection in
        _ = try await ConversionIntake.record(
          .init(
            externalID: "order-1", type: .sale, amount: Money(100, Currency("USD")!), occurredAt: world.now,
            source: "test"), at: world.now, program: world.program.id, in: connection)
        throw Undo()
      }
    }
    #expect(try await told(world).isEmpty)
  }

  @Test func `a conversion, its reversals and its credit are told as they happen, each once, as described`()
    async throws
  {
    let world = try await World.made { $0.chainShare = 0.1 }
    _ = try await endpoint(world, EventType.names)
    let click = try await world.click(world.grace, at: world.now - .hours(1))
    try await world.tell("order-1", click: click)
    try await world.tell("order-1", click: click)
    #expect(names(try await told(world)) == ["conversion.created", "credit.changed"])
    try await world.reverse("order-1", 1_000, as: "refund-1")
    try await world.reverse("order-1", 1_000, as: "refund-1")
    try await world.void("refund-1", of: "order-1")
    let told = try await told(world)
    #expect(
      names(told).sorted() == [
        "conversion.created", "conversion.restored", "conversion.reversed", "credit.changed", "credit.changed",
        "credit.changed",
      ])
    let reversed = try #require(told.first { $0["type"] == "conversion.reversed" }?["data"])
    #expect(reversed["net"] == 9_000 && reversed["reversed"] == 1_000 && reversed["status"] == "applied")
    let restored = try #require(told.first { $0["type"] == "conversion.restored" }?["data"])
    #expect(restored["net"] == 10_000 && restored["reversed"] == 0 && restored["status"] == "voided")
    var credit: [String: Int64] = [:]
    for event in told where event["type"] == "credit.changed" {
      for change in event["data"]?["changes"]?.elements ?? [] {
        credit[change["advocate_id"]?.text ?? "nobody", default: 0] += change["change"]?.whole ?? 0
      }
    }
    #expect(credit == [world.grace.advocate.description: 9_000, world.ada.advocate.description: 1_000])
    expectDescribed(told)
  }

  @Test func `a reversal that waited is told when its conversion has come`() async throws {
    let world = try await World.made()
    _ = try await endpoint(world, ["conversion.reversed", "conversion.created"])
    try await world.reverse("order-1", 1_000, as: "refund-1")
    #expect(try await told(world).isEmpty)
    try await world.tell("order-1")
    #expect(names(try await told(world)) == ["conversion.created", "conversion.reversed"])
  }

  @Test func `an event is stored once, and goes to each endpoint; a disabled one collects`() async throws {
    let world = try await World.made()
    _ = try await endpoint(world, ["conversion.created"])
    _ = try await endpoint(world, ["conversion.created", "credit.changed"], disabled: true)
    try await world.tell("order-1")
    #expect(try await world.pool.query("SELECT FROM outbox").count == 2)
    let rows = try await world.pool.query("SELECT type, status FROM outbox_deliveries ORDER BY 1, 2")
    #expect(
      try rows.map { "\(try $0.decode("type", as: String.self)) \(try $0.decode("status", as: String.self))" } == [
        "conversion.created held", "conversion.created pending", "credit.changed held",
      ])
  }

  @Test func `credit of very many is told in several events that add up, each less than 20 kB`() async throws {
    let world = try await World.made { $0.model = "linear" }
    _ = try await endpoint(world, ["credit.changed"])
    let links = LinkSetup(address: PublicAddress("http://test"))
    let shared = try await world.pool.transaction { connection in
      var shared: [Link] = []
      for number in 1...130 {
        let person = try await People.upsert(
          externalID: "sharer-\(number)", email: nil, name: nil, at: world.now, program: world.program.id,
          in: connection)
        let (id, _) = try await Advocates.upsert(
          person: person, recruiter: nil, at: world.now, program: world.program.id, in: connection)
        shared.append(
          try await links.makePrimary(of: id, at: world.now, program: world.program.id, in: connection))
      }
      return shared
    }
    let visitor = Visitor.ID.timeOrdered(at: world.now)
    var click: Click.ID?
    for link in shared { click = try await world.click(link, at: world.now - .hours(1), by: visitor) }
    let amount: Int64 = 999_999_999_999_999
    try await world.tell(String(repeating: "\u{1F600}", count: 255), .sale, amount, click: click, customer: "eve")
    let told = try await told(world)
    #expect(told.count == 2)
    #expect(told.allSatisfy { $0.bytes.count < 20_000 })
    let changes = told.flatMap { $0["data"]?["changes"]?.elements ?? [] }
    #expect(changes.count == 130)
    #expect(changes.reduce(0) { $0 + ($1["change"]?.whole ?? 0) } == amount)
    expectDescribed(told)
  }

  @Test func `clicks are told by program, in parts of less than 20 kB, none twice and none left out`() async throws {
    let world = try await World.made(now: .now())
    _ = try await endpoint(world, ["click.recorded"])
    let visits = (0..<333).map { number in
      NewClick(
        id: .make(program: world.program.id, at: world.now + .milliseconds(number)), program: world.program.id,
        link: world.ada.id, advocate: world.ada.advocate, visitor: .timeOrdered(at: world.now),
        visitorHash: .timeOrdered(at: world.now), outcome: .person, addressPrefix: "192.0.2.0/24",
        referrer: number % 3 == 0 ? nil : String(repeating: "\"", count: number * 3),
        userAgent: String(repeating: "\u{1F600}\\", count: number % 100))
    }
    let more = visits.map { Arrival.click($0) }
    try await onOwnThread { [url = TestDatabase.current.url] in
      var store = try ClickStore(url: url)
      _ = try store.store(more, .fresh)
      // What is there already is told no second time.
      _ = try store.store(more, .replay)
    }
    let told = try await told(world)
    #expect(told.count > 3)
    #expect(told.allSatisfy { $0.bytes.count < 20_000 && ($0["data"]?["clicks"]?.elements.count ?? 0) <= 100 })
    let ids = told.flatMap { $0["data"]?["clicks"]?.elements.compactMap { $0["id"]?.text } ?? [] }
    #expect(ids == visits.map(\.id.description))
    expectDescribed(told)
  }

  @Test func `clicks that were spilled are told when they are replayed, and a past that is brought along is not`()
    async throws
  {
    let world = try await World.made(now: .now())
    _ = try await endpoint(world, ["click.recorded"])
    func visit() -> NewClick {
      NewClick(
        id: .make(program: world.program.id, at: world.now), program: world.program.id, link: world.ada.id,
        advocate: world.ada.advocate, visitor: .timeOrdered(at: world.now), visitorHash: .timeOrdered(at: world.now),
        outcome: .person, addressPrefix: "192.0.2.0/24")
    }
    try await world.pool.transaction { try await Clicks.store([visit()], in: $0) }
    #expect(try await told(world).isEmpty)
    let late = Arrival.click(visit())
    try await onOwnThread { [url = TestDatabase.current.url] in
      var store = try ClickStore(url: url)
      _ = try store.store([late], .replay)
    }
    let told = try await told(world)
    #expect(told.count == 1)
    expectDescribed(told)
  }

  @Test(arguments: EventType.all.map(\.name))
  func `every kind of event has a sample that is as described`(name: String) throws {
    let type = try #require(EventType.all.first { $0.name == name })
    expectDescribed([type.example])
    #expect(!type.summary.isEmpty)
  }

  private func expectDescribed(_ events: [JSON], at location: SourceLocation = #_sourceLocation) {
    for event in events {
      guard let type = EventType.all.first(where: { .string($0.name) == event["type"] }) else {
        Issue.record("no such event: \(event)", sourceLocation: location)
        continue
      }
      let violations = SchemaCheck(root: .null).violations(of: event, by: type.schema.json)
      #expect(violations.isEmpty, "\(event)", sourceLocation: location)
    }
  }
}
