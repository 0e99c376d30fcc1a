import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("What there is to tell of one advocate", .database)
struct AdvocateStoryTests {
  /// Sales through Grace's code: several at once, some told long after they happened, one paid back whole.
  private func sell(_ world: World) async throws {
    for number in 0..<24 {
      // Three at the same moment, then three some days before.
      let time = world.now - .days(number / 3 * 5)
      try await world.tell(
        "order-\(number)", .sale, 1_000 + Int64(number), at: time, code: "\(world.grace.code)",
        customer: "c-\(number)", currency: number % 5 == 0 ? "EUR" : "USD")
    }
    try await world.tell("nobody's", .sale, 5_000)
    try await world.tell("ada's", .sale, 5_000, code: "\(world.ada.code)", customer: "c-ada")
    try await world.reverse("order-4", 1_004, as: "refund-1")
    try await world.reverse("order-20", 20, as: "refund-2")
  }

  private func credits(
    _ world: World, after: Conversion.ID?, limit: Int
  ) async throws -> [AdvocateStory.Credit] {
    try await world.pool.withConnection { connection in
      try await AdvocateStory.credits(
        of: world.grace.advocate, run: 1, after: after, limit: limit, program: world.program.id, in: connection)
    }
  }

  @Test(arguments: [1, 2, 5, 23, 24, 100])
  func `credits are listed once each, the latest first, however many there are on a page`(limit: Int) async throws {
    let world = try await World.made()
    try await sell(world)
    let expected = try await world.pool.query(
      """
      SELECT c.external_id FROM conversions c JOIN ledger l ON l.program_id = c.program_id AND l.conversion_id = c.id
      WHERE l.advocate_id = \(world.grace.advocate) GROUP BY c.occurred_at, c.id, c.external_id HAVING sum(l.amount) <> 0
      ORDER BY c.occurred_at DESC, c.id DESC
      """
    ).map { try $0.decode("external_id", as: String.self) }
    #expect(expected.count == 23)
    var found: [AdvocateStory.Credit] = []
    while true {
      let page = try await credits(world, after: found.last?.conversion.id, limit: limit)
      found += page
      if page.count < limit { break }
    }
    #expect(found.map(\.conversion.externalID) == expected)
    #expect(found.first { $0.conversion.externalID == "order-20" }?.total == 1_000)
  }

  @Test func `credit by period is what its conversions give, to the cent`() async throws {
    let world = try await World.made()
    try await sell(world)
    let periods = ReportPeriod.periods(.day, from: Day("2026-05-20")!, to: Day("2026-06-15")!, in: .utc)
    let credit = try await world.pool.withConnection { connection in
      try await AdvocateStory.credit(
        of: world.grace.advocate, run: 1, periods: periods, program: world.program.id, in: connection)
    }
    let all = try await credits(world, after: nil, limit: 100).filter {
      $0.conversion.occurredAt >= periods[0].bounds.lowerBound
    }
    for currency in ["EUR", "USD"] {
      let mine = all.filter { $0.conversion.amount.currency.code == currency }
      let sums = credit.filter { $0.currency.code == currency }
      #expect(!mine.isEmpty)
      #expect(sums.reduce(0) { $0 + $1.direct } == mine.reduce(0) { $0 + $1.direct })
      #expect(sums.reduce(0) { $0 + $1.conversions } == Int64(mine.count))
    }
    // Orders 0, 1 and 2 came today: the first of them in EUR.
    #expect(credit.filter { $0.period == 26 }.map(\.direct) == [1_000, 2_003])
  }
}
