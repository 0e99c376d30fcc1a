import Foundation
import Logging
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The directory of links", .database)
struct LinkDirectoryTests {
  private let pool = TestDatabase.current.pool

  @Test("a link that was made a moment ago, by whomever, is found by its first click")
  func miss() async throws {
    try await ClickHouse.open { (house) async throws in
      let ada = try await Ada(pool)
      try await ada.link("tea", in: pool)
      #expect(try await house.visit("/r/tea").status == 302)
      #expect(house.directory.count == 1)
    }
  }

  @Test("what another instance changes is heard of")
  func notifications() async throws {
    let ada = try await Ada(pool)
    let link = try await ada.link("tea", in: pool)
    try await ClickHouse.open(isListening: true) { (house) async throws in
      #expect(try await house.visit("/r/tea").status == 302)
      // Listening may not have begun yet, so the word is spread until it is heard.
      try await pool.execute("UPDATE links SET disabled_at = now() WHERE id = \(link)")
      #expect(
        try await eventually {
          try await pool.query("SELECT pg_notify('links', \("\(ada.program):\(link)"))")
          return try await house.visit("/r/tea").status == 410
        })
      try await pool.execute("UPDATE links SET disabled_at = NULL WHERE id = \(link)")
      try await pool.query("SELECT pg_notify('links', \("\(ada.program):\(link)"))")
      #expect(try await eventually { try await house.visit("/r/tea").status == 302 })
      try await pool.execute(
        "UPDATE programs SET destination = 'https://new.example/' WHERE program_id = \(ada.program)")
      try await pool.query("SELECT pg_notify('links', \(ada.program.description))")
      #expect(
        try await eventually {
          try await house.visit("/r/tea")["location"]?.hasPrefix("https://new.example/?rsn_click=") == true
        })
    }
  }

  @Test("what was changed while nobody listened is read when listening begins again")
  func reconnection() async throws {
    let ada = try await Ada(pool)
    let link = try await ada.link("tea", in: pool)
    try await ClickHouse.open(isListening: true) { (house) async throws in
      #expect(
        try await eventually {
          try await !pool.query(
            "SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
          )
          .isEmpty
        })
      try await pool.execute("UPDATE links SET disabled_at = now() WHERE id = \(link)")
      try await pool.query(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE query LIKE 'LISTEN%' AND datname = current_database()
        """)
      #expect(try await eventually { try await house.visit("/r/tea").status == 410 })
    }
  }

  @Test("a refresh is known at once, also while everything is read anew")
  func refresh() async throws {
    let ada = try await Ada(pool)
    let links = try await (0..<20).asyncMap { try await ada.link("tea\($0)", in: pool) }
    try await ClickHouse.open { (house) async throws in
      try await withThrowingTaskGroup { group in
        group.addTask { for _ in 0..<20 { try await house.directory.load() } }
        for (number, link) in links.enumerated() {
          try await pool.execute("UPDATE links SET disabled_at = now() WHERE id = \(link)")
          await house.directory.refresh(program: ada.program, link: link)
          #expect(try await house.visit("/r/tea\(number)").status == 410)
        }
        try await group.waitForAll()
      }
      for number in links.indices { #expect(try await house.visit("/r/tea\(number)").status == 410) }
    }
  }

  @Test("a link whose destination cannot be redirected to leads nowhere, and harms no other")
  func badDestination() async throws {
    let ada = try await Ada(pool)
    try await ada.link("bad", to: "javascript:alert(1)", in: pool)
    try await ada.link("good", in: pool)
    try await ClickHouse.open { (house) async throws in
      #expect(try await house.visit("/r/bad").status == 404)
      #expect(try await house.visit("/r/good").status == 302)
    }
  }

  @Test("a hundred thousand links take little memory")
  func size() async throws {
    let ada = try await Ada(pool)
    let before = try await residentBytes()
    try await pool.execute(
      """
      INSERT INTO links (program_id, id, advocate_id, host, code, code_key, destination, is_primary, created_at)
      SELECT \(ada.program), gen_random_uuid(), \(ada.advocate), '', 'code-' || n, 'code-' || n,
        CASE WHEN n % 4 = 0 THEN 'https://shop.example/products/' || n END, false, now()
      FROM generate_series(1, 100000) AS n
      """)
    // In a process of its own: what other tests do meanwhile takes memory too.
    let grown = try await residentBytes() - before
    #expect(grown < 100_000_000, "\(grown / 1_000_000) MB")
    let directory = LinkDirectory(pool: pool, url: TestDatabase.current.url)
    try await directory.load()
    #expect(directory.count == 100_000)
    #expect(directory.find(host: "", key: "code-77777") != nil)
  }

  /// How much memory the service has in use when it has read all links.
  private func residentBytes() async throws -> Int {
    let data = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: data) }
    let url = TestDatabase.current.url
    return try await onOwnThread {
      let service = try Served(directory: data, url: url)
      defer { service.stop() }
      return try service.residentBytes()
    }
  }
}

extension Sequence where Self: Sendable, Element: Sendable {
  /// The elements through a function that waits, one after the other.
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
