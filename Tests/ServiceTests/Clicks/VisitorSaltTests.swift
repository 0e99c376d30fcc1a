import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The salts of visitor hashes", .database)
struct VisitorSaltTests {
  private let pool = TestDatabase.current.pool

  @Test("turn with the day, and earlier ones are nowhere any more")
  func rotation() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let today = Day(number: Int(Timestamp.now().seconds / 86_400))
    try await ClickHouse.open { (house) async throws in
      _ = try await house.visit("/r/tea")
      house.clock.advance(by: .days(1))
      try await house.keeper.keep()
      _ = try await house.visit("/r/tea")
    }
    let hashes = try await pool.query("SELECT DISTINCT visitor_hash FROM clicks")
    #expect(hashes.count == 2, "the same address and agent cannot be recognised on the next day")
    let days = try await pool.query("SELECT day::text AS day FROM visitor_salts ORDER BY day")
    #expect(
      try days.map { try $0.decode("day", as: String.self) }
        == [today.advanced(by: 1).description, today.advanced(by: 2).description])
  }

  @Test("are the same for all instances, also for a program that was made a moment ago")
  func shared() async throws {
    try await ClickHouse.open { (one) async throws in
      try await ClickHouse.open { (two) async throws in
        let ada = try await Ada(pool)
        let today = Day(number: Int(Timestamp.now().seconds / 86_400))
        let hashes = [one, two].map {
          $0.salts.hasher(of: ada.program, on: today).hash(program: ada.program, address: nil, userAgent: "")
        }
        #expect(hashes[0] != hashes[1], "neither waits for the database")
        for house in [one, two] { try await house.salts.turn(to: today) }
        #expect(
          one.salts.hasher(of: ada.program, on: today).hash(program: ada.program, address: nil, userAgent: "")
            == two.salts.hasher(of: ada.program, on: today).hash(program: ada.program, address: nil, userAgent: ""))
      }
    }
  }

  @Test("another program's visitors have other hashes")
  func programs() async throws {
    let ada = try await Ada(pool)
    let grace = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await grace.link("cup", in: pool)
    try await ClickHouse.open { (house) async throws in
      _ = try await house.visit("/r/tea")
      _ = try await house.visit("/r/cup")
    }
    #expect(try await pool.query("SELECT DISTINCT visitor_hash FROM clicks").count == 2)
  }
}
