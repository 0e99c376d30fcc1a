package import Postgres
package import Referrals

/// What led a customer to a conversion.
package enum Journeys {
  /// How long after its conversion a click that the conversion names may seem to have come: clocks differ.
  package static let clockTolerance: Duration = .minutes(5)

  /// What a touch is.
  package enum Kind: String, Sendable, CaseIterable {
    /// The customer came through a link.
    case click
    /// The customer used a code.
    case code
    /// The customer could see what the advocate shared.
    case exposure
  }

  /// A click, a code used or a share seen, of somebody who may earn from it or not.
  package struct Touch: Sendable, Hashable {
    /// The click's id, that of the conversion in which the code was used, or the share's.
    package let id: Identifier<Touch>
    /// When it was.
    package let time: Timestamp
    /// A click, a code or an exposure.
    package let kind: Kind
    /// Whose link, code or share it was.
    package let advocate: Advocate.ID
    /// Why it earns nothing, if so.
    package let exclusion: Exclusion?
    /// How it could be seen, if it is an exposure.
    package var exposure: Exposure?
  }

  /// Why somebody earns nothing from a conversion.
  package enum Exclusion: String, Sendable, CaseIterable {
    /// The advocate is the customer.
    case selfReferral = "self_referral"
    /// The advocate was paused when it happened.
    case paused
  }

  /// An advocate above another.
  package struct Recruiter: Sendable {
    /// The one above.
    package let advocate: Advocate.ID
    /// Why it earns nothing from this conversion, if so.
    package let exclusion: Exclusion?
  }

  /// The touches of a conversion's customer in the window before it, in no order: clicks of every browser known as the
  /// customer's, the click that the conversion names whatever it was taken for, and codes used.
  package static func touches(
    before conversion: Conversion, window: Duration, program: Program.ID, in connection: Connection
  ) async throws -> [Touch] {
    let touches = try await touches(before: [conversion], window: window, program: program, in: connection)
    return touches[conversion.id] ?? []
  }

  /// The same of several conversions; one without touches is not among the keys.
  package static func touches(
    before conversions: [Conversion], window: Duration, program: Program.ID, in connection: Connection
  ) async throws -> [Conversion.ID: [Touch]] {
    // OFFSET 0: conversion by conversion and visitor by visitor, each by its indexes, however few rows the planner thinks
    // there are. Otherwise it reads all clicks of the window for each conversion.
    let rows = try await connection.query(
      """
      SELECT o.id AS conversion_id, t.*
      FROM unnest(\(conversions.map(\.id)), \(conversions.map(\.customer)), \(conversions.map(\.click)),
        \(conversions.map(\.click?.timestamp)), \(conversions.map { $0.occurredAt - window }),
        \(conversions.map(\.occurredAt)), \(conversions.map { $0.occurredAt + clockTolerance })
      ) AS o (id, customer_id, click_id, clicked_at, start, time, tolerated)
      CROSS JOIN LATERAL (
        WITH visitors AS (
          SELECT visitor_id FROM visitor_people WHERE program_id = \(program) AND person_id = o.customer_id
          UNION
          SELECT visitor_id FROM clicks
          WHERE program_id = \(program) AND occurred_at = o.clicked_at AND id = o.click_id
        ), touches AS (
          SELECT c.id, least(c.occurred_at, o.time) AS time, 'click' AS kind, c.advocate_id
          FROM visitors v
          CROSS JOIN LATERAL (
            SELECT id, occurred_at, advocate_id FROM clicks
            WHERE program_id = \(program) AND visitor_id = v.visitor_id
              AND occurred_at >= o.start AND occurred_at <= o.tolerated
              AND ((outcome = 'person' AND occurred_at <= o.time) OR id = o.click_id)
            OFFSET 0
          ) AS c
          UNION ALL
          SELECT s.id, s.occurred_at, 'code', l.advocate_id
          FROM conversions s
          JOIN links l ON l.program_id = s.program_id AND l.id = s.link_id
          WHERE s.program_id = \(program) AND (s.person_id = o.customer_id OR s.id = o.id)
            AND s.occurred_at >= o.start AND s.occurred_at <= o.time
        )
        SELECT t.id, t.time, t.kind, t.advocate_id, \(exclusion(at: "o.time", also: "t.time", customer: "o.customer_id"))
        FROM touches t
        JOIN advocates a ON a.program_id = \(program) AND a.id = t.advocate_id
        JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
        LEFT JOIN people customer ON customer.program_id = \(program) AND customer.id = o.customer_id
        OFFSET 0
      ) AS t
      """)
    var touches: [Conversion.ID: [Touch]] = [:]
    for row in rows {
      touches[try row.decode("conversion_id"), default: []].append(
        Touch(
          id: try row.decode("id"), time: try row.decode("time"), kind: try row.decode("kind"),
          advocate: try row.decode("advocate_id"), exclusion: try row.decode("exclusion")))
    }
    return touches
  }

  /// The advocates above those who may earn from each of these conversions, each with the one right above it.
  package static func recruiters(
    of advocates: [(conversion: Conversion, advocate: Advocate.ID)], program: Program.ID, in connection: Connection
  ) async throws -> [Conversion.ID: [Advocate.ID: Recruiter]] {
    guard !advocates.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      WITH RECURSIVE above AS (
        SELECT o.conversion_id, o.time, o.customer_id, a.id, a.recruiter_id
        FROM unnest(\(advocates.map(\.conversion.id)), \(advocates.map(\.conversion.occurredAt)),
          \(advocates.map(\.conversion.customer)), \(advocates.map(\.advocate)))
          AS o (conversion_id, time, customer_id, advocate_id)
        JOIN advocates a ON a.program_id = \(program) AND a.id = o.advocate_id AND a.recruiter_id IS NOT NULL
        UNION
        SELECT b.conversion_id, b.time, b.customer_id, a.id, a.recruiter_id FROM above b
        JOIN advocates a ON a.program_id = \(program) AND a.id = b.recruiter_id
        WHERE a.recruiter_id IS NOT NULL
      )
      SELECT o.conversion_id, o.id, o.recruiter_id, \(exclusion(at: "o.time", also: nil, customer: "o.customer_id"))
      FROM above o
      JOIN advocates a ON a.program_id = \(program) AND a.id = o.recruiter_id
      JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      LEFT JOIN people customer ON customer.program_id = \(program) AND customer.id = o.customer_id
      """)
    var recruiters: [Conversion.ID: [Advocate.ID: Recruiter]] = [:]
    for row in rows {
      recruiters[try row.decode("conversion_id"), default: [:]][try row.decode("id")] = Recruiter(
        advocate: try row.decode("recruiter_id"), exclusion: try row.decode("exclusion"))
    }
    return recruiters
  }

  /// Which of these clicks are stored.
  package static func stored(
    _ clicks: [Click.ID], program: Program.ID, in connection: Connection
  ) async throws -> Set<Click.ID> {
    guard !clicks.isEmpty else { return [] }
    let rows = try await connection.query(
      """
      SELECT c.id FROM unnest(\(clicks), \(clicks.map(\.timestamp))) AS named (id, clicked_at)
      CROSS JOIN LATERAL (
        SELECT id FROM clicks WHERE program_id = \(program) AND occurred_at = named.clicked_at AND id = named.id OFFSET 0
      ) AS c
      """)
    return Set(try rows.map { try $0.decode("id", as: Click.ID.self) })
  }

  /// A column that says why advocate `a`, person `p`, earns nothing from a purchase of `customer`.
  /// - Parameters:
  ///   - time: the column with the time of the purchase.
  ///   - column: the column with the time of the touch, if there is one.
  ///   - customer: the column with the customer's id.
  static func exclusion(at time: SQL, also column: SQL?, customer: SQL) -> SQL {
    let moments: SQL =
      column.map { "s.paused_at <= \($0) AND coalesce(s.resumed_at > \($0), true)" } ?? "false"
    return """
      CASE
        WHEN p.id = \(customer) OR p.email_key = customer.email_key OR EXISTS (
          SELECT FROM joins j WHERE j.program_id = a.program_id AND j.advocate_id = a.id
            AND j.email_key = customer.email_key
        ) OR EXISTS (
          SELECT FROM same_people s WHERE s.program_id = a.program_id AND s.person_id = p.id
            AND s.customer_id = \(customer)
        ) THEN 'self_referral'
        WHEN EXISTS (
          SELECT FROM advocate_pauses s WHERE s.program_id = a.program_id AND s.advocate_id = a.id AND (
            (s.paused_at <= \(time) AND coalesce(s.resumed_at > \(time), true)) OR (\(moments)))
        ) THEN 'paused'
      END AS exclusion
      """
  }
}
