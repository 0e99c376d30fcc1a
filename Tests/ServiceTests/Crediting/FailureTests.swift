import Logging
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("What cannot be counted holds up nothing else", .database)
struct FailureTests {
  /// Has PostgreSQL refuse a row from now on.
  private func refuse(_ table: String, where condition: String, in pool: Pool) async throws {
    try await pool.execute(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'not this one'; END$$")
    try await pool.execute(
      """
      CREATE TRIGGER refusal BEFORE INSERT ON \(unsafe: table) FOR EACH ROW WHEN (\(unsafe: condition))
        EXECUTE FUNCTION refuse()
      """)
  }

  private func environment(_ world: World, at time: Timestamp) -> Environment {
    Environment(database: world.pool, address: PublicAddress("http://test"), log: Logger(label: "test"), now: { time })
  }

  @Test func `a conversion that cannot be settled is left for later, with pauses that grow`() async throws {
    let first = try await World.made()
    let second = try await World.made()
    let pool = first.pool
    let bad = try await first.tell("bad").conversion.id
    try await first.tell("good")
    try await second.tell("other")
    try await refuse("ledger", where: "NEW.conversion_id = '\(bad)'", in: pool)
    // Somebody had their hands in the table.
    try await pool.execute("UPDATE conversions SET amount = 12000")
    for world in [first, second] {
      try await pool.transaction { connection in
        try await Settlements.markAll(at: world.now, program: world.program.id, in: connection)
      }
    }
    try await first.settle()
    #expect(try await first.credits("bad") == ["unattributed": 10_000])
    #expect(try await first.credits("good") == ["unattributed": 12_000])
    #expect(try await second.credits("other") == ["unattributed": 12_000])

    let tried = first.now + .minutes(1)
    func left() async throws -> (failures: Int, due: Timestamp)? {
      try await pool.query("SELECT failures, due_since FROM settlements_due WHERE conversion_id = \(bad)").first
        .map { (try $0.decode("failures"), try $0.decode("due_since")) }
    }
    #expect(try #require(try await left()) == (1, tried + .seconds(1)))
    try await first.settle(at: tried + .seconds(1))
    #expect(try #require(try await left()) == (2, tried + .seconds(3)))

    try await pool.execute("DROP TRIGGER refusal ON ledger")
    try await first.settle(at: tried + .seconds(3))
    #expect(try await first.credits("bad") == ["unattributed": 12_000])
    #expect(try await left() == nil)
  }

  @Test func `summaries of one program that cannot be worked out keep no other waiting`() async throws {
    let first = try await World.made()
    let second = try await World.made()
    try await refuse("summaries", where: "NEW.program_id = '\(first.program.id)'", in: first.pool)
    let worker = SummaryWorker(environment: environment(first, at: first.now))
    #expect(try await worker.refreshDue() == 1)
    let done = try await first.pool.query("SELECT program_id FROM summaries WHERE computed_at IS NOT NULL")
    #expect(try done.map { try $0.decode("program_id", as: Program.ID.self) } == [second.program.id])
  }

  @Test func `models of one program that cannot be fitted keep no other waiting`() async throws {
    let first = try await World.made()
    let second = try await World.made()
    for world in [first, second] { try await world.tell("order-1", customer: "bob") }
    try await refuse("fit_attempts", where: "NEW.program_id = '\(first.program.id)'", in: first.pool)
    try await FitWorker(environment: environment(first, at: first.now)).fitDue()
    let tried = try await first.pool.query("SELECT DISTINCT program_id FROM fit_attempts")
    #expect(try tried.map { try $0.decode("program_id", as: Program.ID.self) } == [second.program.id])
  }

  @Test func `more net revenue than an amount can say is the largest amount`() async throws {
    let world = try await World.made()
    try await world.tell("order", .sale, Money.maximumAmount, customer: "bob")
    try await world.pool.execute(
      """
      INSERT INTO conversions (program_id, id, external_id, type, amount, currency, exponent, discount, occurred_at,
        recorded_at, person_id, implied_lead, source)
      SELECT program_id, gen_random_uuid(), external_id || number, type, amount, currency, exponent, discount,
        occurred_at, recorded_at, person_id, false, source
      FROM conversions, generate_series(1, \(Int64.max / Money.maximumAmount)) AS number
      """)
    try await Summarizing.refresh(world.program.id, at: world.now, in: world.pool)
    let row = try await world.pool.query("SELECT net FROM cohort_counts").only
    #expect(try row.decode("net", as: Int64.self) == .max)
  }

  @Test func `a delivery that somebody else has done with meanwhile stays done`() async throws {
    let world = try await World.made()
    let id = Delivery.ID.timeOrdered(at: world.now)
    try await world.pool.transaction { connection in
      _ = try await Inbox.insert(
        [
          Inbox.Arrival(
            id: id, program: world.program.id, source: .timeOrdered(at: world.now), externalID: "evt_1",
            type: "payout.paid", headers: "{}", body: [], receivedAt: world.now)
        ], in: connection)
    }
    func finish(_ status: Delivery.Status, dueAt: Timestamp?, since attempts: Int?) async throws {
      let outcome = Inbox.Outcome(id, status, dueAt: dueAt)
      try await world.pool.transaction { connection in
        guard let attempts else {
          return try await Inbox.finish([outcome], at: world.now, program: world.program.id, in: connection)
        }
        try await Inbox.putOff(outcome, since: attempts, at: world.now, program: world.program.id, in: connection)
      }
    }
    func attempts() async throws -> Int {
      try await world.pool.query("SELECT attempts FROM inbox_states").only.decode("attempts")
    }
    try await finish(.received, dueAt: world.now, since: 0)
    #expect(try await attempts() == 1)
    try await finish(.received, dueAt: world.now, since: 0)
    #expect(try await attempts() == 1, "it was looked at since")
    try await finish(.applied, dueAt: nil, since: nil)
    try await finish(.received, dueAt: world.now, since: 2)
    let row = try await world.pool.query("SELECT status FROM inbox_states").only
    #expect(try row.decode("status", as: String.self) == Delivery.Status.applied.rawValue)
  }
}
