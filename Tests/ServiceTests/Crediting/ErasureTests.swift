import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Erasing somebody changes no credit", .database)
struct ErasureTests {
  private func erase(_ name: String, in world: World) async throws {
    let program = world.program.id
    try await world.pool.transaction { connection in
      let people = try await People.find(externalID: name, key: nil, email: nil, program: program, in: connection)
      #expect(people.count == 1)
      try await Erasure.erase(people, program: program, in: connection)
    }
  }

  private func recount(_ world: World) async throws {
    try await world.pool.transaction { connection in
      try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
    }
    try await world.settle()
  }

  @Test(arguments: [["cust-1"], ["ada"], ["cust-1", "ada"]])
  func `nobody comes to earn by what they bought themselves under another id`(erased: [String]) async throws {
    let world = try await World.made()
    let click = try await world.click(world.ada, at: world.now - .hours(1))
    try await world.tell("order-1", click: click, customer: "cust-1", email: "ada@people.example")
    try await world.tell("order-2", click: click, customer: "cust-2", email: "carol@people.example")
    for name in erased { try await erase(name, in: world) }
    try await recount(world)
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
    #expect(try await world.credits("order-2") == ["ada direct": 10_000])
  }

  @Test(arguments: ["cust-1", "ada"])
  func `nor by what they bought under the e-mail they joined with`(erased: String) async throws {
    let world = try await World.made()
    try await world.pool.transaction { connection in
      try await Joins.insert(
        world.ada.advocate, email: Email("lovelace@people.example")!, at: world.now, program: world.program.id,
        in: connection)
    }
    let click = try await world.click(world.ada, at: world.now - .hours(1))
    try await world.tell("order-1", click: click, customer: "cust-1", email: "Lovelace+shop@people.example")
    try await erase(erased, in: world)
    try await recount(world)
    #expect(try await world.credits("order-1") == ["unattributed": 10_000])
  }

  @Test func `what comes while somebody is erased learns nothing of them`() async throws {
    let world = try await World.made()
    let program = world.program.id
    var told = ConversionIntake.Told(
      externalID: "order-1", type: .sale, amount: Money(10_000, Currency("USD")!), occurredAt: world.now, source: "test"
    )
    told.customerKey = "shop-7"
    let first = told
    let customer = try await world.pool.transaction { connection in
      try await ConversionIntake.record(first, at: world.now, program: program, in: connection).conversion.customer
    }
    let person = try #require(customer)
    told.externalID = "order-2"
    told.customerEmail = Email("carol@people.example")
    told.customerName = "Carol"
    let second = told
    let later = try await world.pool.transaction { connection in
      try await People.erase([person], program: program, in: connection)
      let telling = Task {
        try await world.pool.transaction { other in
          try await ConversionIntake.record(second, at: world.now, program: program, in: other).conversion.customer
        }
      }
      #expect(try await eventually { try await world.isWaiting() })
      return telling
    }
    #expect(try await later.value != person)
    let erased = try await world.pool.query("SELECT name, email, external_id FROM people WHERE id = \(person)").only
    #expect(try erased.decode("name", as: String?.self) == nil && erased.decode("email", as: String?.self) == nil)
    #expect(try erased.decode("external_id") == "erased-\(person)")
    let key = try await world.pool.query("SELECT person_id FROM person_keys WHERE key = 'shop-7'").only
    let known: Person.ID = try key.decode("person_id")
    #expect(try await later.value == known)
  }
}
