import Foundation
import Postgres
import Records
import Referrals
import Synchronization
import TestSupport
import Testing

@testable import Service

@Suite("A service that is killed", .database)
struct KillTests {
  private let pool = TestDatabase.current.pool

  /// The ids of the clicks that were answered.
  private final class Answered: Sendable {
    private let ids = Mutex<Set<String>>([])

    var all: Set<String> { ids.withLock { $0 } }
    func insert(_ id: String) { ids.withLock { _ = $0.insert(id) } }
  }

  @Test(
    "has every click that it answered when it starts again", .timeLimit(.minutes(10)),
    arguments: ["with its database", "while its connections are cut"])
  func killed(state: String) async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let directory = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let url = TestDatabase.current.url
    let answered = Answered()

    let first = try await onOwnThread { try Served(directory: directory, url: url) }
    defer { first.kill() }
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          // Until the process is gone.
          while let visit = try? await Visit.to(
            "/r/tea", port: first.port, visitor: Visitor.ID.timeOrdered(at: .now()).description)
          {
            if let click = visit.click { answered.insert(click) }
          }
        }
      }
      group.addTask {
        while answered.all.count < 400 {
          if state == "while its connections are cut" {
            _ = try? await pool.query(
              """
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE application_name = 'resonance clicks' AND datname = current_database()
              """)
          }
          try? await Task.sleep(for: .milliseconds(5))
        }
        first.kill()
      }
    }

    let second = try await onOwnThread { try Served(directory: directory, url: url) }
    defer { second.kill() }
    #expect(try await Visit.to("/r/tea", port: second.port).status == 302)
    var missing = answered.all
    #expect(
      try await eventually {
        let rows = try await pool.query("SELECT id FROM clicks WHERE program_id = \(ada.program)")
        for row in rows { missing.remove(try row.decode("id", as: Click.ID.self).description) }
        return missing.isEmpty
      })
    second.stop()
    #expect(try await ada.rollupsAgree(in: pool))
  }
}
