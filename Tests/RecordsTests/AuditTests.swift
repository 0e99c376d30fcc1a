import Foundation
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@Suite("The audit", .database)
struct AuditTests {
  private let now = Timestamp("2026-03-31T12:00:00Z")!

  /// Two programs with clicks, sales in two currencies, refunds and credit of every kind.
  private func balanced() async throws -> World {
    let other = try await World("Difference Engines", currency: "JPY")
    let charles = try await other.advocate("charles")
    try await other.convert(
      "order-1", 70, "JPY", at: "2026-03-02T10:00:00Z", parts: [.init(advocate: charles, amount: 7)])
    let world = try await World()
    let ada = try await world.advocate("ada")
    let grace = try await world.advocate("grace")
    try await world.click(ada, at: "2026-03-02T10:00:00Z", times: 3)
    try await world.click(grace, at: "2026-03-02T10:00:00Z", outcome: "repeat")
    try await world.click(grace, at: "2026-03-02T10:20:00Z", outcome: "monitor")
    let sale = try await world.convert(
      "order-1", 10_000, at: "2026-03-02T10:30:00Z", discount: 100,
      parts: [.init(advocate: ada, amount: 5000), .init(advocate: grace, kind: .chain, amount: 1000)])
    try await world.refund(sale, 4000, leaving: 6000, parts: [.init(advocate: ada, amount: 3000)])
    try await world.convert(
      "order-2", 500, "JPY", at: "2026-03-02T10:30:00Z", parts: [.init(advocate: grace, kind: .exposure, amount: 9)])
    try await world.convert("lead-1", 0, at: "2026-03-03T10:30:00Z", type: .lead)
    return world
  }

  private func audit(_ world: World) async throws -> AuditResult { try await Audit.run(at: now, in: world.pool) }

  @Test func `a balanced world passes`() async throws {
    let world = try await balanced()
    let result = try await audit(world)
    #expect(result.isBalanced)
    #expect(result.programs == 2)
    #expect(result.outcomes.allSatisfy { $0.isClean })
    let checked = result.outcomes.map { "\($0.check.name) \($0.checked) \($0.runs)" }
    #expect(checked.first == "ledger_balances 4 2")
    #expect(checked.contains("click_counts 5 2"))
    #expect(try await Audit.run(programs: [world.program.id], at: now, in: world.pool).programs == 1)
  }

  @Test func `a database without programs is balanced`() async throws {
    #expect(try await Audit.run(at: now, in: TestDatabase.current.pool).isBalanced)
  }

  @Test(arguments: [
    (
      "UPDATE ledger SET amount = amount + 1 WHERE kind = 'direct' AND amount = 5000",
      "ledger_balances: balance is 6001, should be 6000"
    ),
    ("DELETE FROM ledger WHERE kind = 'exposure'", "ledger_balances: balance is 491, should be 500"),
    (
      "DELETE FROM ledger l USING conversions c WHERE c.id = l.conversion_id AND c.currency = 'JPY' AND c.amount = 500",
      "ledger_balances: balance is 0, should be 500"
    ),
    (
      "UPDATE conversions SET amount = 10001 WHERE amount = 10000",
      "ledger_balances: balance is 6000, should be 6001"
    ),
    (
      "UPDATE ledger SET kind = 'direct' WHERE kind = 'chain' AND amount < 0",
      "ledger_accounts: direct is -1000, should be 0 or more"
    ),
    (
      "UPDATE ledger SET currency = 'USD' WHERE kind = 'exposure'",
      "ledger_currencies: currency is USD, should be JPY"
    ),
    (
      "UPDATE ledger SET advocate_id = gen_random_uuid() WHERE kind = 'exposure'",
      "ledger_advocates: advocate is unknown, should be known"
    ),
    ("UPDATE reversals SET amount = 10001", "reversals: reversed is 10001, should be at most 10000"),
    ("UPDATE reversals SET conversion_external_id = 'nobody'", "reversals: reversed is 4000, should be at most 0"),
    ("UPDATE reversals SET status = 'waiting'", "reversals: status is waiting, should be applied or refused"),
    (
      """
      INSERT INTO reversal_voids SELECT program_id, conversion_external_id, external_id, 'won', now() FROM reversals
      """, "reversals: status is applied, should be voided"
    ),
    ("UPDATE click_counts SET people = people + 1 WHERE people = 3", "click_counts: people is 4, should be 3"),
    ("DELETE FROM click_counts WHERE repeats = 1", "click_counts: repeats is 0, should be 1"),
    ("UPDATE clicks SET outcome = 'person' WHERE outcome = 'monitor'", "click_counts: bots is 1, should be 0"),
    ("DELETE FROM clicks WHERE outcome = 'monitor'", "program_click_counts: bots is 1, should be 0"),
    ("DELETE FROM program_click_counts WHERE bots = 1", "program_click_counts: bots is 0, should be 1"),
    (
      "UPDATE revenue_counts SET reversed = 3999 WHERE reversed = 4000",
      "revenue_counts: reversed is 3999, should be 4000"
    ),
    ("DELETE FROM revenue_counts WHERE leads = 1", "revenue_counts: leads is 0, should be 1"),
    ("UPDATE revenue_counts SET discounts = 0", "revenue_counts: discounts is 0, should be 100"),
    (
      "UPDATE credit_counts SET unattributed = 0 WHERE unattributed = 491",
      "credit_counts: unattributed is 0, should be 491"
    ),
    (
      "UPDATE credit_counts SET slice = slice + interval '15 minutes' WHERE unattributed = 491",
      "credit_counts: exposure is 9, should be 0"
    ),
    (
      "DELETE FROM advocate_credit_counts WHERE exposure = 9", "advocate_credit_counts: conversions is 0, should be 1"
    ),
    (
      "UPDATE advocate_credit_counts SET conversions = 1 WHERE conversions = 0",
      "advocate_credit_counts: conversions is 1, should be 0"
    ),
    (
      "UPDATE advocate_credit_counts SET run = 7 WHERE exposure = 9",
      "advocate_credit_counts: exposure is 9, should be 0"
    ),
  ])
  func `each kind of tampering is found and named`(statement: String, finding: String) async throws {
    let world = try await balanced()
    try await world.pool.transaction { connection in
      // Whoever tampers does not stop at foreign keys.
      try await connection.execute("SET LOCAL session_replication_role = replica")
      #expect(try await connection.execute(SQL(unsafe: statement)) > 0)
    }
    let result = try await audit(world)
    let findings = result.outcomes.flatMap { outcome in
      outcome.examples.map { "\(outcome.check.name): \($0.what) is \($0.actual), should be \($0.expected)" }
    }
    #expect(!result.isBalanced)
    #expect(findings.contains(finding), "\(findings)")
  }

  @Test func `a deviation says where it is`() async throws {
    let world = try await balanced()
    try await world.pool.execute("UPDATE ledger SET amount = 4999 WHERE amount = 5000")
    try await world.pool.execute("UPDATE click_counts SET people = 4 WHERE people = 3")
    let result = try await audit(world)
    let sale = try await world.pool.query("SELECT id FROM conversions WHERE amount = 10000")[0]
      .decode("id", as: Conversion.ID.self)
    let balance = try #require(result.outcomes.first { $0.check.name == "ledger_balances" }?.examples.first)
    #expect(balance.program == world.program.id)
    #expect(balance.ids.map { "\($0.name) \($0.value)" } == ["run 1", "conversion_id \(sale)", "external_id order-1"])
    let clicks = try #require(result.outcomes.first { $0.check.name == "click_counts" }?.examples.first)
    #expect(clicks.ids.map(\.name) == ["slice", "link_id", "advocate_id"])
    #expect(clicks.ids[0].value == "2026-03-02T10:00:00Z")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: Any])
    #expect(json["balanced"] as? Bool == false)
    let checks = try #require(json["checks"] as? [[String: Any]])
    #expect(checks.map { $0["name"] as? String } == AuditCheck.all.map(\.name))
    #expect(checks.first { $0["name"] as? String == "click_counts" }?["status"] as? String == "off")
  }

  @Test func `many deviations are counted, and some of them told`() async throws {
    let world = try await World()
    for index in 1...7 { try await world.convert("order-\(index)", 100, at: "2026-03-02T10:00:00Z") }
    try await world.pool.execute("DELETE FROM ledger")
    let outcome = try await Audit.run(examples: 3, at: now, in: world.pool).outcomes[0]
    #expect(outcome.deviations == 7)
    #expect(outcome.examples.count == 3)
  }

  @Test func `a settlement that is late by more than a minute is a warning, and not out of balance`() async throws {
    let world = try await World()
    let sale = try await world.convert("order-1", 100, at: "2026-03-02T10:00:00Z")
    for (late, isClean) in [(Duration.seconds(59), true), (.seconds(61), false)] {
      try await world.pool.withConnection { connection in
        try await Settlements.mark(
          [(sale.id, now - late)], cause: .click, program: world.program.id, in: connection)
      }
      let result = try await audit(world)
      #expect(result.isBalanced)
      #expect(result.outcomes.last?.isClean == isClean)
    }
  }

  @Test func `a run that still counts is left alone`() async throws {
    let world = try await balanced()
    try await world.pool.transaction { connection in
      _ = try await Runs.begin(
        world.program.attribution, isLive: false, at: now, program: world.program.id, in: connection)
    }
    let result = try await audit(world)
    #expect(result.isBalanced)
    #expect(result.outcomes[0].runs == 2)
  }
}
