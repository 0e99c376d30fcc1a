import Postgres
import Records
import Referrals
import TestSupport
import Testing

@Suite("Rollups of days gone by", .database)
struct FoldingTests {
  @Test func `are brought together, and count on as if they had not been`() async throws {
    let world = try await World()
    let (pool, program) = (world.pool, world.program.id)
    let ada = try await world.advocate("ada")
    var sales: [Conversion] = []
    for number in 0..<40 {
      let parts = [World.Part(advocate: ada, amount: 50)]
      sales.append(try await world.convert("order-\(number)", 100, at: "2026-03-02T10:05:00Z", parts: parts))
      try await world.convert("late-\(number)", 1, at: "2026-03-09T10:05:00Z")
    }
    try await world.click(ada, at: "2026-03-02T10:05:00Z", times: 3)
    func rows(_ table: String, before time: String) async throws -> Int {
      try await pool.query(
        """
        SELECT count(*) AS rows FROM \(identifier: table)
        WHERE program_id = \(program) AND slice < \(Timestamp(time)!)
        """
      ).only.decode("rows")
    }
    let before = try await world.report(Reports.revenue)
    let scattered = try await rows("revenue_counts", before: "2026-03-03T00:00:00Z")
    #expect(scattered > 1)
    for _ in 0..<2 {
      try await pool.transaction { connection in
        try await Counts.fold(before: Timestamp("2026-03-08T00:00:00Z")!, program: program, in: connection)
      }
      for table in ["revenue_counts", "credit_counts", "program_click_counts"] {
        #expect(try await rows(table, before: "2026-03-08T00:00:00Z") == 1, "\(table)")
      }
      #expect(try await rows("revenue_counts", before: "2026-03-10T00:00:00Z") > 2)
      #expect(try await world.report(Reports.revenue) == before)
    }
    try await world.refund(sales[7], 30, leaving: 70, parts: [.init(advocate: ada, amount: 35)])
    try await pool.transaction { connection in
      try await Counts.addLead(of: sales[7], program: program, in: connection)
      try await Counts.withdrawLeads(of: [sales[8]], program: program, in: connection)
    }
    try await world.click(ada, at: "2026-03-02T10:06:00Z")
    let after = try await world.report(Reports.revenue, to: "2026-03-02")
    #expect(
      after.lines("clicks", "leads", "sales", "gross", "reversed", "direct", "unattributed")
        == ["4 0 40 4000 30 1985 1985"])
    try await pool.transaction { connection in
      try await Counts.fold(before: Timestamp("2026-03-08T00:00:00Z")!, program: program, in: connection)
    }
    #expect(try await world.report(Reports.revenue, to: "2026-03-02") == after)
  }
}
