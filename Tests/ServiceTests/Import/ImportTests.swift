import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Importing a history", .database)
struct ImportTests {
  private static let orders: [[Import.Noun]] = [
    [.conversions, .reversals, .links, .clicks, .people, .shares, .graph],
    [.graph, .reversals, .links, .conversions, .people, .shares, .clicks],
  ]

  private func take(_ nouns: [Import.Noun], into archive: Archive, number: Int = 1) async throws {
    for noun in nouns {
      // A code is one program's.
      let text = Files.text(noun).replacing(/(?i)(ida|jan)-1/) { "\($0.1)-\(number)" }
      let (report, refused) = try await archive.take(noun, text)
      #expect(refused == [])
      #expect(report.stoppedAt == nil, "\(noun)")
    }
  }

  @Test func `what is imported is credited as if it had been recorded here`() async throws {
    let archive = try await Archive.made { $0.model = "last_touch" }
    try await take(Import.Noun.allCases, into: archive)
    let credits = try await archive.credits()
    // Lea came through Jan's link, three tenths of it were paid back; Oli used Ida's code.
    #expect(credits.contains("credit o-1 direct 0 jan 7000"))
    #expect(credits.contains("credit o-2 direct 0 ida 5000"))
    #expect(credits.contains("credit o-4 direct 0 ida 1000"))
    // Noa came through Ida's link a month before, and could see by way of Max what she shared since.
    #expect(credits.contains { $0.hasPrefix("credit o-5") && $0.contains(" ida ") })
    #expect(try await archive.isBalanced())
    let facts = try await archive.facts()
    #expect(facts.contains(#"person ida ida@people.example Ida "B." Wells"#))
    #expect(facts.contains("advocate kim by jan"))
    let outcomes = facts.filter { $0.hasPrefix("click") }.compactMap { $0.split(separator: " ").last }
    #expect(outcomes.sorted() == ["bot", "person", "person", "person", "repeat"])
  }

  @Test(arguments: orders) func `the order of the files does not matter`(order: [Import.Noun]) async throws {
    let (one, other) = (
      try await Archive.made { $0.chainShare = 0.2 }, try await Archive.made { $0.chainShare = 0.2 }
    )
    try await take(Import.Noun.allCases, into: one)
    try await take(order, into: other, number: 2)
    func told(_ archive: Archive) async throws -> [String] {
      // Visitors are hashed by program.
      try await archive.facts().filter { !$0.hasPrefix("click") }.map { $0.replacing(/(IDA|JAN)-2/) { "\($0.1)-1" } }
    }
    let (first, second) = (Set(try await told(one)), Set(try await told(other)))
    #expect(first.subtracting(second) == [])
    #expect(second.subtracting(first) == [])
    #expect(try await other.isBalanced())
  }

  @Test func `importing again changes nothing`() async throws {
    let archive = try await Archive.made()
    try await take(Import.Noun.allCases, into: archive)
    let before = try await archive.facts()
    let entries = try await archive.world.pool.query("SELECT id FROM ledger").count
    for noun in Import.Noun.allCases {
      let (report, refused) = try await archive.take(noun, Files.text(noun))
      #expect(report.stored == 0 && refused == [], "\(noun)")
      #expect(report.known == report.lines)
    }
    #expect(try await archive.facts() == before)
    #expect(try await archive.world.pool.query("SELECT id FROM ledger").count == entries)
  }

  @Test func `what broke off is stored up to there, and run again it is whole`() async throws {
    let archive = try await Archive.made()
    let edges = "from,to\n" + (1...7_000).map { "hub,follower-\($0)\n" }.joined()
    await #expect(throws: Archive.BrokenOff.self) {
      try await archive.take(.graph, edges, breakingOffAfter: edges.utf8.count - 5_000)
    }
    func count() async throws -> Int {
      try await archive.world.pool.query("SELECT count(*) AS edges FROM graph_edges WHERE source = 'import'").only
        .decode("edges")
    }
    #expect(try await count() == 5_000)
    let (report, _) = try await archive.take(.graph, edges)
    #expect(report.stored == 2_000 && report.known == 5_000)
    #expect(try await count() == 7_000)
  }

  @Test func `endpoints hear nothing of it, and of what happens later they do`() async throws {
    let archive = try await Archive.made()
    let world = archive.world
    try await world.pool.execute(
      """
      INSERT INTO endpoints (program_id, id, url, secret, events, created_at)
      VALUES (\(world.program.id), \(Endpoints.ID.timeOrdered(at: world.now)), 'https://hooks.example/',
        'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', \(EventType.names), \(world.now))
      """)
    func events() async throws -> [String] {
      try await world.pool.query("SELECT type FROM outbox ORDER BY id").map { try $0.decode("type") }
    }
    // The worst order: every file changes what was credited before.
    try await take(Self.orders[0], into: archive)
    try await world.settle()
    #expect(try await events() == [])
    try await world.reverse("o-2", 500, as: "later")
    #expect(try await events() == ["conversion.reversed", "credit.changed"])
  }
}
