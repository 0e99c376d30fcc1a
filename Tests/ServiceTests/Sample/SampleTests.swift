import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The sample program", .database)
struct SampleTests {
  private static let now = Timestamp(seconds: 1_790_000_000)

  private func load(at now: Timestamp = SampleTests.now) async throws -> Program {
    var sample = Sample(now: now, links: LinkSetup(address: PublicAddress("")))
    let story = sample
    return try await TestDatabase.current.pool.transaction { connection in
      sample = story
      return try await sample.load(in: connection).program
    }
  }

  @Test func `it has of everything, its ledger balances, and the models have enough to learn from`() async throws {
    let pool = TestDatabase.current.pool
    let program = try await load()
    let audit = try await Audit.run(examples: 3, at: Self.now, in: pool)
    #expect(audit.isBalanced, "\(audit.json)")
    try await pool.withConnection { connection in
      func count(_ of: SQL) async throws -> Int {
        try await connection.query("SELECT (\(of))::bigint AS found").only.decode("found")
      }
      for kind in ["direct", "exposure", "chain"] {
        #expect(
          try await count("SELECT coalesce(sum(amount), 0) FROM ledger WHERE kind::text = \(kind)") > 0, "\(kind)")
      }
      #expect(try await count("SELECT count(*) FROM graph_edges") > 2000)
      #expect(try await count("SELECT count(*) FROM shares WHERE content IS NOT NULL") > 100)
      #expect(try await count("SELECT count(DISTINCT channel) FROM links WHERE channel IS NOT NULL") >= 3)
      #expect(try await count("SELECT count(*) FROM reversals WHERE status = 'applied'") >= 3)
      for type in ["lead", "sale", "renewal"] {
        #expect(try await count("SELECT count(*) FROM conversions WHERE type::text = \(type)") >= 3, "\(type)")
      }
      for outcome in ["person", "repeat", "preview", "bot"] {
        #expect(try await count("SELECT count(*) FROM clicks WHERE outcome::text = \(outcome)") > 0, "\(outcome)")
      }
      #expect(
        try await count(
          "SELECT count(*) FROM advocates WHERE recruiter_id IS NOT NULL AND created_at > (SELECT min(created_at) + interval '1 day' FROM advocates)"
        ) > 2)
      #expect(try await count("SELECT count(*) FROM consents WHERE purpose = 'named_in_reports' AND given") > 10)
      #expect(try await count("SELECT count(*) FROM consents WHERE purpose = 'named_in_reports' AND NOT given") > 1)
      #expect(try await count("SELECT count(*) FROM conversions WHERE occurred_at > \(Self.now)") == 0)
      for model in FittedModels.all {
        let learnt = try await model.learn(program: program, until: Self.now, in: pool)
        #expect(learnt.conversions > 0, "\(model.name)")
      }
      let addresses = try await SampleAddresses(of: program.id, in: connection)
      let link = try #require(addresses.link)
      #expect(
        try await count(
          "SELECT count(*) FROM links l JOIN advocates a ON a.id = l.advocate_id JOIN people p ON p.id = a.person_id WHERE p.name = 'Ada Lovelace' AND '/r/' || l.code = \(link)"
        ) == 1)
      let portal = try #require(addresses.portal.flatMap { PortalToken(String($0.dropFirst(3))) })
      #expect(try await Portals.find(portal, in: connection)?.advocate.name == "Ada Lovelace")
    }
  }

  @Test func `it is the same story whenever it is told`() async throws {
    let first = try await load()
    let later = try await load(at: Self.now + .days(3))
    let told = try await TestDatabase.current.pool.query(
      """
      SELECT c.program_id, count(*) AS conversions, sum(c.amount)::bigint AS paid, (SELECT count(*) FROM clicks k
          WHERE k.program_id = c.program_id) AS clicks,
        (SELECT sum(amount)::bigint FROM ledger l WHERE l.program_id = c.program_id) AS credited
      FROM conversions c GROUP BY c.program_id
      """
    ).map { row in
      try [
        row.decode("conversions", as: Int.self), row.decode("paid", as: Int.self), row.decode("clicks", as: Int.self),
        row.decode("credited", as: Int.self),
      ]
    }
    #expect(first.id != later.id && told.count == 2 && told[0] == told[1])
  }
}
