import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The same visitor on the same link", .database)
struct RepeatTests {
  private let pool = TestDatabase.current.pool

  @Test("counts once within the window, and keeps its click id")
  func counts() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ada.link("cup", in: pool)
    try await ClickHouse.open { (house) async throws in
      let first = try await house.visit("/r/tea")
      let again = try await house.visit("/r/tea", visitor: first.visitor)
      #expect(again.status == 302)
      #expect(again.click == first.click)
      #expect(again.visitor == first.visitor)
      let other = try await house.visit("/r/cup", visitor: first.visitor)
      #expect(other.click != first.click, "another link is another click")
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 2, "repeat": 1])
    #expect(try await ada.rollupsAgree(in: pool))
    let row = try await pool.query(
      """
      SELECT r.repeat_of = f.id AND r.id <> f.id AND r.visitor_id = f.visitor_id AS fits FROM clicks r, clicks f
      WHERE r.outcome = 'repeat' AND f.outcome = 'person' AND f.link_id = r.link_id
      """
    ).only
    #expect(try row.decode("fits", as: Bool.self))
  }

  @Test("is a new click once the window is over")
  func window() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      let first = try await house.visit("/r/tea")
      house.clock.advance(by: .minutes(29))
      #expect(try await house.visit("/r/tea", visitor: first.visitor).click == first.click)
      house.clock.advance(by: .minutes(2))
      #expect(try await house.visit("/r/tea", visitor: first.visitor).click != first.click)
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 2, "repeat": 1])
  }

  @Test("is known by address and agent where it keeps no cookie")
  func withoutCookie() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      let first = try await house.visit("/r/tea")
      let again = try await house.visit("/r/tea")
      #expect(again.click == first.click)
      #expect(try await house.visit("/r/tea", agent: Visit.firefox + " x").click != first.click)
      #expect(
        try await house.visit("/r/tea", visitor: again.visitor).click == first.click,
        "nor does it count when it keeps the cookie of its second visit")
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 2, "repeat": 2])
  }

  @Test("counts once when it comes many times at the same instant")
  func simultaneous() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let visitor = Visitor.ID.timeOrdered(at: .now()).description
    let clicks = try await ClickHouse.open { (house) async throws in
      try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<40 { group.addTask { try await house.visit("/r/tea", visitor: visitor).click } }
        for _ in 0..<40 { group.addTask { try await house.visit("/r/tea", agent: Visit.firefox + " y").click } }
        return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
      }
    }
    #expect(clicks.count == 2)
    #expect(!clicks.contains(nil))
    #expect(try await ada.outcomes(in: pool) == ["person": 2, "repeat": 78])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test("is known after a restart, with a cookie and without")
  func restart() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let (first, other) = try await ClickHouse.open { (house) async throws in
      (try await house.visit("/r/tea"), try await house.visit("/r/tea", agent: Visit.firefox + " z"))
    }
    try await ClickHouse.open { (house) async throws in
      #expect(try await house.visit("/r/tea", visitor: first.visitor).click == first.click)
      #expect(try await house.visit("/r/tea", agent: Visit.firefox + " z").click == other.click)
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 2, "repeat": 2])
  }

  @Test("is known by its cookie to another instance")
  func instances() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ada.link("cup", in: pool)
    try await ClickHouse.open { (one) async throws in
      try await ClickHouse.open { (two) async throws in
        let first = try await one.visit("/r/tea")
        // Many at once, so that some share a batch with those that are new.
        let clicks = try await withThrowingTaskGroup(of: (String, String?).self) { group in
          for _ in 0..<10 {
            group.addTask { ("tea", try await two.visit("/r/tea", visitor: first.visitor).click) }
            group.addTask { ("cup", try await two.visit("/r/cup", visitor: first.visitor).click) }
          }
          return try await group.reduce(into: [String: Set<String?>]()) { $0[$1.0, default: []].insert($1.1) }
        }
        #expect(clicks["cup"]?.count == 1)
        // Those that came before the first of them had its answer were given that one's id; it is marked a repeat.
        let last = try await two.visit("/r/tea", visitor: first.visitor)
        #expect(last.click == first.click)
      }
    }
    let outcomes = try await ada.outcomes(in: pool)
    #expect(outcomes == ["person": 2, "repeat": 20])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test("a program's visit does not make a person's visit a repeat, nor the other way round")
  func programs() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      let head = try await house.visit("/r/tea", method: "HEAD")
      let person = try await house.visit("/r/tea", visitor: head.visitor)
      #expect(person.click != head.click)
      #expect(try await house.visit("/r/tea", method: "HEAD", visitor: head.visitor).click != person.click)
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 1, "head": 2])
  }
}
