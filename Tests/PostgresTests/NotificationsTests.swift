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
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE query = 'LISTEN \"links\"'")
      #expect(await events.next() == .reconnected)
      try await pool.execute("SELECT pg_notify('links', \("\(round)"))")
      #expect(await events.next() == .notification(channel: "links", payload: "\(round)"))
    }
    notifications.stop()
  }

  @Test func `say so when the reader was too slow`() async throws {
    let notifications = try Notifications(url: TestDatabase.current.url, channels: ["links"], buffer: 3)
    var events = notifications.events.makeAsyncIterator()
    #expect(await events.next() == .reconnected)
    try await pool.execute("SELECT pg_notify('links', n::text) FROM generate_series(1, 10) AS n")
    // Wait until the last has been dealt with, one way or the other: it is answered after them.
    try await Task.sleep(for: .milliseconds(300))
    for payload in 1...3 { #expect(await events.next() == .notification(channel: "links", payload: "\(payload)")) }
    #expect(await events.next() == .reconnected)
    try await pool.execute("NOTIFY links")
    #expect(await events.next() == .notification(channel: "links", payload: ""))
  }

  @Test func `let go of their connection when nobody holds them`() async throws {
    func listening() async throws -> Int {
      try await pool.query("SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%'").count
    }
    do {
      let notifications = try Notifications(url: TestDatabase.current.url, channels: ["links"])
      try await untilTrue { try await listening() == 1 }
      withExtendedLifetime(notifications) {}
    }
    try await untilTrue { try await listening() == 0 }
  }
}
