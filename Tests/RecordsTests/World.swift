import Postgres
import Records
import Referrals
import TestSupport

/// A program in the test's database, and what happens in it, stored as the service stores it.
struct World {
  let program: Program
  let run: Runs.Entry
  let pool = TestDatabase.current.pool

  /// A program of a name with its first run.
  init(_ name: String = "Analytical Engines", currency: String = "EUR") async throws {
    let now = Timestamp("2026-01-01T00:00:00Z")!
    let program = Program(
      id: .timeOrdered(at: now), name: name, currency: Currency(currency)!, destination: "https://shop.example/",
      attribution: AttributionSettings(), createdAt: now)
    self.program = program
    run = try await TestDatabase.current.pool.transaction { connection in
      try await Programs.insert(program, in: connection)
      return try await Runs.begin(
        program.attribution, isLive: true, at: now, program: program.id, in: connection)
    }
  }

  /// Somebody who shares, by external id.
  func advocate(_ externalID: String, name: String? = nil) async throws -> Advocate.ID {
    let now = program.createdAt
    return try await pool.transaction { connection in
      let person = try await People.upsert(
        externalID: externalID, email: nil, name: name, at: now, program: program.id, in: connection)
      return try await Advocates.upsert(
        person: person, recruiter: nil, at: now, program: program.id, in: connection
      ).id
    }
  }

  /// Arrivals through an advocate's one link, and their counters.
  func click(_ advocate: Advocate.ID, at time: String, outcome: String = "person", times: Int = 1) async throws {
    let time = Timestamp(time)!
    let slice = Counts.slice(of: time)
    // The advocate has one link, which is given the same id.
    let link = Link.ID(high: advocate.high, low: advocate.low)
    let (people, repeats) = (outcome == "person" ? times : 0, outcome == "repeat" ? times : 0)
    let bots = times - people - repeats
    try await pool.transaction { connection in
      try await connection.query("SELECT ensure_clicks_partition((\(time) AT TIME ZONE 'UTC')::date)")
      for _ in 0..<times {
        let id = Click.ID.timeOrdered(at: time)
        try await connection.execute(
          """
          INSERT INTO clicks (program_id, occurred_at, id, link_id, advocate_id, visitor_id, visitor_hash, outcome,
            repeat_of, address_prefix)
          VALUES (\(program.id), \(time), \(id), \(link), \(advocate), \(id), \(id), \(outcome),
            \(outcome == "repeat" ? id : nil), '192.0.2.0/24')
          """)
      }
      try await connection.execute(
        """
        INSERT INTO click_counts AS c (program_id, slice, link_id, slot, advocate_id, people, repeats, bots)
        VALUES (\(program.id), \(slice), \(link), 1::smallint, \(advocate), \(people), \(repeats), \(bots))
        ON CONFLICT (program_id, slice, link_id, slot) DO UPDATE SET people = c.people + excluded.people,
          repeats = c.repeats + excluded.repeats, bots = c.bots + excluded.bots
        """)
      try await connection.execute(
        """
        INSERT INTO program_click_counts AS c (program_id, slice, slot, people, repeats, bots)
        VALUES (\(program.id), \(slice), 1::smallint, \(people), \(repeats), \(bots))
        ON CONFLICT (program_id, slice, slot) DO UPDATE SET people = c.people + excluded.people,
          repeats = c.repeats + excluded.repeats, bots = c.bots + excluded.bots
        """)
    }
  }
}
