import Postgres
import TestSupport
import Testing

@Suite("Notifications", .database)
struct NotificationsTests {
  private var pool: Pool { TestDatabase.current.pool }

  @Test func `come with channel and payload`() async throws {
    let notifications = try Notifications(url: TestDatabase.current.url, channels: ["links", "Loud Channel"])
    var events = notifications.events.makeAsyncIterator()
    #expect(await events.next() == .reconnected)
    try await pool.execute("SELECT pg_notify('links', \("héllo"))")
    try await pool.execute("NOTIFY \(identifier: "Loud Channel")")
    try await pool.execute("NOTIFY unheard")
    try await pool.execute("NOTIFY links")
    #expect(await events.next() == .notification(channel: "links", payload: "héllo"))
    #expect(await events.next() == .notification(channel: "Loud Channel", payload: ""))
    #expect(await events.next() == .notification(channel: "links", payload: ""))
    notifications.stop()
    #expect(await events.next() == nil)
  }

  @Test func `say so when the connection was lost, and go on`() async throws {
    let notifications = try Notifications(url: TestDatabase.current.url, channels: ["links"], logger: quiet)
    var events = notifications.events.makeAsyncIterator()
    #expect(await events.next() == .reconnected)
    for round in 0..<2 {
      try await pool.execute(
        """
        SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
        WHERE datname = current_database() AND query = 'LISTEN "links"'
        """)
      #expect(await events.next() == .reconnected)
      try await pool.execute("SELECT pg_notify('links', \("\(round)"))")
      #expect(await events.next() == .notification(channel: "links", payload: "\(round)"))
    }
    notifications.stop()
  }

  @Test func `say so when the reader was too slow`() async throws {
    func session() async throws -> Int? {
      try await pool.query(
        """
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND query = 'LISTEN "links"' AND state = 'idle'
        """
      ).first.map { try $0("pid") }
    }
    let notifications = try Notifications(
      url: TestDatabase.current.url, channels: ["links"], buffer: 3, logger: quiet)
    var events = notifications.events.makeAsyncIterator()
    #expect(await events.next() == .reconnected)
    let first = try await session()
    try await pool.execute("SELECT pg_notify('links', n::text) FROM generate_series(1, 10) AS n")
    // A new session says that all there was of the old one has been dealt with.
    try await pool.execute("SELECT pg_terminate_backend(\(first)::int, 10000)")
    try await untilTrue { try await session().map { $0 != first } ?? false }
    var payloads: [String] = []
    while case .notification(_, let payload)? = await events.next() { payloads.append(payload) }
    #expect(payloads == Array(["1", "2", "3"].prefix(payloads.count)), "what is delivered has no gap")
    try await pool.execute("NOTIFY links")
    #expect(await events.next() == .notification(channel: "links", payload: ""))
    notifications.stop()
  }

  @Test func `let go of their connection when nobody holds them`() async throws {
    func listening() async throws -> Int {
      try await pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
      ).count
    }
    do {
      let notifications = try Notifications(url: TestDatabase.current.url, channels: ["links"])
      try await untilTrue { try await listening() == 1 }
      withExtendedLifetime(notifications) {}
    }
    try await untilTrue { try await listening() == 0 }
  }
}
