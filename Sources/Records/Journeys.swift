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
    let end = conversion.occurredAt
    let start = end - window
    let clickedAt = conversion.click?.timestamp
    return try await connection.query(
      """
      WITH visitors AS (
        SELECT visitor_id FROM visitor_people
        WHERE program_id = \(program) AND person_id = \(conversion.customer)
        UNION
        SELECT visitor_id FROM clicks
        WHERE program_id = \(program) AND occurred_at = \(clickedAt) AND id = \(conversion.click)
      ), touches AS (
        SELECT c.id, least(c.occurred_at, \(end)) AS time, 'click' AS kind, c.advocate_id
        FROM visitors v
        JOIN clicks c ON c.program_id = \(program) AND c.visitor_id = v.visitor_id
          AND c.occurred_at >= \(start) AND c.occurred_at <= \(end + clockTolerance)
          AND ((c.outcome = 'person' AND c.occurred_at <= \(end)) OR c.id = \(conversion.click))
        UNION ALL
        SELECT o.id, o.occurred_at, 'code', l.advocate_id
        FROM conversions o
        JOIN links l ON l.program_id = o.program_id AND l.id = o.link_id
        WHERE o.program_id = \(program) AND (o.person_id = \(conversion.customer) OR o.id = \(conversion.id))
          AND o.occurred_at >= \(start) AND o.occurred_at <= \(end)
      )
      SELECT t.id, t.time, t.kind, t.advocate_id, \(exclusion(at: "\(end)", also: "t.time", customer: "\(conversion.customer)"))
      FROM touches t
      JOIN advocates a ON a.program_id = \(program) AND a.id = t.advocate_id
      JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      LEFT JOIN people customer ON customer.program_id = \(program) AND customer.id = \(conversion.customer)
      """
    ).map { row in
      Touch(
        id: try row.decode("id"), time: try row.decode("time"), kind: try row.decode("kind"),
        advocate: try row.decode("advocate_id"),
        exclusion: try row.decode("exclusion"))
    }
  }

  /// The advocates above these, each with the one right above it.
  package static func recruiters(
    of advocates: [Advocate.ID], for conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws -> [Advocate.ID: Recruiter] {
    let rows = try await connection.query(
      """
      WITH RECURSIVE above AS (
        SELECT id, recruiter_id FROM advocates
        WHERE program_id = \(program) AND id = ANY(\(advocates)) AND recruiter_id IS NOT NULL
        UNION
        SELECT a.id, a.recruiter_id FROM above b
        JOIN advocates a ON a.program_id = \(program) AND a.id = b.recruiter_id
        WHERE a.recruiter_id IS NOT NULL
      )
      SELECT above.id, above.recruiter_id,
        \(exclusion(at: "\(conversion.occurredAt)", also: nil, customer: "\(conversion.customer)"))
      FROM above
      JOIN advocates a ON a.program_id = \(program) AND a.id = above.recruiter_id
      JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      LEFT JOIN people customer ON customer.program_id = \(program) AND customer.id = \(conversion.customer)
      """)
    var recruiters: [Advocate.ID: Recruiter] = [:]
    for row in rows {
      recruiters[try row.decode("id")] = Recruiter(
        advocate: try row.decode("recruiter_id"), exclusion: try row.decode("exclusion"))
    }
    return recruiters
  }

  /// Whether the click that a conversion names is stored.
  package static func isStored(_ click: Click.ID, program: Program.ID, in connection: Connection) async throws -> Bool {
    try await connection.query(
      """
      SELECT FROM clicks WHERE program_id = \(program) AND occurred_at = \(click.timestamp) AND id = \(click)
      """
    ).first != nil
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
        WHEN p.id = \(customer) OR p.email_key = customer.email_key THEN 'self_referral'
        WHEN EXISTS (
          SELECT FROM advocate_pauses s WHERE s.program_id = a.program_id AND s.advocate_id = a.id AND (
            (s.paused_at <= \(time) AND coalesce(s.resumed_at > \(time), true)) OR (\(moments)))
        ) THEN 'paused'
      END AS exclusion
      """
  }
}
