import Logging
import Postgres
import Records
import Referrals
import TestSupport

@testable import Service

/// A program in a database of the test's own: Ada refers Grace, Grace refers whomever the test likes.
struct World {
  let program: Program
  let ada: Link
  let grace: Link
  let pool: Pool
  /// The moment everything is told at.
  let now: Timestamp

  /// A program with these settings, Ada, and Grace whom Ada brought in.
  static func made(
    now: Timestamp = Timestamp("2026-06-15T12:00:00Z")!, _ change: (inout AttributionSettings) -> Void = { _ in }
  ) async throws -> World {
    let pool = TestDatabase.current.pool
    var attribution = AttributionSettings()
    change(&attribution)
    let program = Program(
      id: .timeOrdered(at: now), name: "Test", currency: Currency("USD")!, destination: "https://shop.example/",
      attribution: attribution, createdAt: now - .days(200))
    let links = LinkSetup(address: PublicAddress("http://test"))
    return try await pool.transaction { connection in
      _ = try await ProgramSetup.create(program, at: program.createdAt, in: connection)
      func advocate(_ name: String, recruiter: Link?) async throws -> Link {
        let person = try await People.upsert(
          externalID: name, email: Email("\(name)@people.example"), name: name, at: program.createdAt,
          program: program.id, in: connection)
        let (id, _) = try await Advocates.upsert(
          person: person, recruiter: recruiter?.advocate, at: program.createdAt, program: program.id, in: connection)
        return try await links.makePrimary(of: id, at: program.createdAt, program: program.id, in: connection)
      }
      for back in 0...4 {
        try await connection.query(
          "SELECT ensure_clicks_partition((\(now)::timestamptz - \(unsafe: "interval '\(back) month'"))::date)")
      }
      let ada = try await advocate("ada", recruiter: nil)
      let grace = try await advocate("grace", recruiter: ada)
      return World(program: program, ada: ada, grace: grace, pool: pool, now: now)
    }
  }

  /// A click through a link, stored at once.
  @discardableResult
  func click(
    _ link: Link, at time: Timestamp, by visitor: Visitor.ID = .timeOrdered(at: .earliest), outcome: String = "person"
  ) async throws -> Click.ID {
    let id = Click.ID.make(program: program.id, at: time)
    try await store(id, through: link, by: visitor, outcome: outcome)
    return id
  }

  /// Stores a click whose id is known.
  func store(_ id: Click.ID, through link: Link, by visitor: Visitor.ID, outcome: String = "person") async throws {
    try await pool.execute(
      """
      INSERT INTO clicks (program_id, occurred_at, id, link_id, advocate_id, visitor_id, visitor_hash, outcome,
        address_prefix)
      VALUES (\(program.id), \(id.timestamp), \(id), \(link.id), \(link.advocate), \(visitor), \(visitor), \(outcome),
        '192.0.2.0/24')
      """)
  }

  /// Tells of a conversion now, or at another time.
  @discardableResult
  func tell(
    _ externalID: String, _ type: ConversionType = .sale, _ amount: Int64 = 10_000, at time: Timestamp? = nil,
    click: Click.ID? = nil, code: String? = nil, customer: String? = nil, email: String? = nil,
    currency: String = "USD", subscription: String? = nil
  ) async throws -> (conversion: Conversion, isNew: Bool) {
    var told = ConversionIntake.Told(
      externalID: externalID, type: type, amount: Money(amount, Currency(currency)!), occurredAt: time ?? now,
      source: "test")
    told.click = click
    told.code = code
    told.customerID = customer
    told.customerEmail = email.flatMap { Email($0) }
    told.subscription = subscription
    let asked = told
    return try await pool.transaction { connection in
      try await ConversionIntake.record(asked, at: now, program: program.id, in: connection)
    }
  }

  /// Takes part of a conversion back.
  @discardableResult
  func reverse(
    _ conversion: String, _ amount: Int64, as externalID: String, _ reason: ReversalReason = .refund
  ) async throws -> (reversal: Reversal, isNew: Bool) {
    try await pool.transaction { connection in
      try await ReversalIntake.record(
        .init(externalID: externalID, conversion: conversion, amount: amount, reason: reason, occurredAt: now),
        at: now, program: program.id, in: connection)
    }
  }

  /// Makes a reversal void.
  @discardableResult
  func void(_ externalID: String, of conversion: String) async throws -> Bool {
    try await pool.transaction { connection in
      try await ReversalIntake.void(
        externalID, of: conversion, reason: "won", at: now, program: program.id, in: connection)
    }
  }

  /// Who stands where for a conversion, by name: `["ada direct": 9000, "unattributed": 1000]`.
  func credits(_ externalID: String, run: Int = 1) async throws -> [String: Int64] {
    try await pool.withConnection { connection in
      guard let found = try await Conversions.find(externalID: externalID, program: program.id, in: connection) else {
        return [:]
      }
      let balances = try await Ledger.balances(of: found.id, run: run, program: program.id, in: connection)
      var credits: [String: Int64] = [:]
      for (account, amount) in balances {
        let name =
          switch account.advocate {
          case nil: "unattributed"
          case ada.advocate: "ada \(account.kind)"
          case grace.advocate: "grace \(account.kind)"
          default: "somebody \(account.kind)"
          }
        credits[name, default: 0] += amount
      }
      return credits
    }
  }

  /// Settles all that is due at a time, as the worker does.
  func settle(at time: Timestamp? = nil) async throws {
    let moment = time ?? now + .minutes(1)
    let environment = Environment(
      database: pool, address: PublicAddress("http://test"), log: Logger(label: "test"), now: { moment })
    while try await SettlementWorker(environment: environment).settleDue() > 0 {}
    _ = try await SettlementWorker(environment: environment).settleDue()
  }

  /// Whether some connection of the test waits for a lock. Asked outside of any transaction, which would go on seeing
  /// the connections that there were when it first looked.
  func isWaiting() async throws -> Bool {
    try await !pool.query(
      """
      SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE a.datname = current_database() AND NOT l.granted
      """
    ).isEmpty
  }
}
