package import Postgres
package import Referrals

/// Every advocate of a program with what their sharing came to in a stretch of time, in one currency, in whatever order
/// is asked for.
package struct AdvocateTable: Sendable {
  /// By what it can be ordered.
  package enum Order: String, CaseIterable, Sendable {
    case name, joined, clicks, conversions, direct, exposure, chain, total, reach

    /// Texts begin with A, numbers and times with the greatest.
    package var isUsuallyAscending: Bool { self == .name }
  }

  /// A line of it.
  package struct Row: Sendable, Hashable {
    /// Who.
    package let advocate: Advocate.ID
    /// Their id in the company's own system.
    package let externalID: String
    /// Their name, unless they said that they are not to be named.
    package let name: String?
    /// Their e-mail, likewise.
    package let email: String?
    /// Since when.
    package let joinedAt: Timestamp
    /// Whether they earn nothing for now.
    package let isPaused: Bool
    /// Who brought them in.
    package let recruiter: Advocate.ID?
    /// People's clicks on their links.
    package let clicks: Int64
    /// Conversions that give them anything.
    package let conversions: Int64
    /// Credit by their own links and codes, in minor units.
    package let direct: Int64
    /// Credit by what their followers could see.
    package let exposure: Int64
    /// Credit through those they brought in.
    package let chain: Int64
    /// How many people are within two hops, where that has been worked out.
    package let reach: Int64?

    /// All credit.
    package var total: Int64 { direct + exposure + chain }
  }

  /// What all that is asked for comes to, whatever page of it is shown.
  package struct Sums: Sendable, Hashable {
    /// How many advocates there are.
    package let advocates: Int64
    /// Their clicks.
    package let clicks: Int64
    /// Their direct credit, in minor units.
    package let direct: Int64
    /// Their credit for exposures.
    package let exposure: Int64
    /// Their credit through recruits.
    package let chain: Int64
    /// All of it.
    package var total: Int64 { direct + exposure + chain }
  }

  /// The rows of a page, and the sums of all.
  package let rows: [Row]
  /// Of all pages.
  package let sums: Sums

  /// What is asked for.
  package struct Question: Sendable {
    /// Whose clicks and conversions: from the start of the first day to the end of the last.
    package var time: Range<Timestamp>
    /// Whose credits.
    package var run: Int
    /// In which currency.
    package var currency: Currency
    /// Part of a name, an e-mail or an external id.
    package var text: String?
    /// A campaign or a channel that one of their links has.
    package var campaign: String?
    /// By what.
    package var order: Order
    /// Whether the least comes first.
    package var isAscending: Bool

    /// All advocates, those who brought in most first.
    package init(time: Range<Timestamp>, run: Int, currency: Currency) {
      self.time = time
      self.run = run
      self.currency = currency
      order = .total
      isAscending = false
    }
  }

  /// The advocates asked for, from behind one of them.
  /// - Parameter after: the last advocate of the page before; what counts is where it stands now.
  package static func page(
    _ question: Question, after: Advocate.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> AdvocateTable {
    let isNamed = Consents.isNamed("p.id", or: "true", program: program)
    let isAsked: SQL = """
      program_id = \(program) AND slice >= \(question.time.lowerBound) AND slice < \(question.time.upperBound)
      """
    var conditions: [SQL] = ["a.program_id = \(program)"]
    if let text = question.text {
      let pattern = "%\(text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_"))%"
      conditions.append(
        """
        (p.external_id ILIKE \(pattern) OR ((p.name ILIKE \(pattern) OR p.email ILIKE \(pattern)) AND \(isNamed)))
        """)
    }
    if let campaign = question.campaign {
      conditions.append(
        """
        EXISTS (SELECT FROM links l WHERE l.program_id = a.program_id AND l.advocate_id = a.id
          AND (lower(l.campaign) = lower(\(campaign)) OR lower(l.channel) = lower(\(campaign))))
        """)
    }
    let direction: SQL = question.isAscending ? "ASC" : "DESC"
    let behind: SQL = question.isAscending ? ">" : "<"
    let position: SQL =
      after.map {
        "WHERE (place, id) \(behind) (SELECT place, id FROM everybody WHERE id = \($0))"
      } ?? ""
    let rows = try await connection.query(
      """
      WITH clicks AS (
        SELECT advocate_id, sum(people) AS clicks FROM click_counts WHERE \(isAsked) GROUP BY 1
      ), credit AS (
        SELECT advocate_id, sum(conversions) AS conversions, sum(direct) AS direct, sum(exposure) AS exposure,
          sum(chain) AS chain
        FROM advocate_credit_counts
        WHERE \(isAsked) AND run = \(question.run) AND currency = \(question.currency.code) GROUP BY 1
      ), lines AS (
        SELECT a.id, a.person_id, a.created_at, a.recruiter_id, p.external_id,
          \(question.order == .name ? "CASE WHEN \(isNamed) THEN p.name END" : "NULL::text") AS known_as,
          coalesce(k.clicks, 0)::bigint AS clicks, coalesce(c.conversions, 0)::bigint AS conversions,
          coalesce(c.direct, 0)::bigint AS direct, coalesce(c.exposure, 0)::bigint AS exposure,
          coalesce(c.chain, 0)::bigint AS chain,
          (coalesce(c.direct, 0) + coalesce(c.exposure, 0) + coalesce(c.chain, 0))::bigint AS total,
          r.within_2 AS reach
        FROM advocates a
        JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
        LEFT JOIN clicks k ON k.advocate_id = a.id
        LEFT JOIN credit c ON c.advocate_id = a.id
        LEFT JOIN advocate_reach r ON r.program_id = a.program_id AND r.advocate_id = a.id
        WHERE \(conditions.joined(separator: " AND "))
      ), everybody AS MATERIALIZED (
        SELECT *, \(question.order.key) AS place FROM lines
      ), sums AS (
        SELECT count(*) AS advocates, coalesce(sum(clicks), 0)::bigint AS clicks_of_all,
          coalesce(sum(direct), 0)::bigint AS direct_of_all, coalesce(sum(exposure), 0)::bigint AS exposure_of_all,
          coalesce(sum(chain), 0)::bigint AS chain_of_all
        FROM everybody
      ), page AS (
        SELECT * FROM everybody \(position) ORDER BY place \(direction), id \(direction) LIMIT \(limit)
      )
      -- Who may be named is asked of those on the page alone.
      SELECT sums.*, page.*, CASE WHEN \(isNamed) THEN p.name END AS name,
        CASE WHEN \(isNamed) THEN p.email END AS email, EXISTS (
          SELECT FROM advocate_pauses s
          WHERE s.program_id = \(program) AND s.advocate_id = page.id AND s.resumed_at IS NULL
        ) AS is_paused
      FROM sums LEFT JOIN page ON true
      LEFT JOIN people p ON p.program_id = \(program) AND p.id = page.person_id
      ORDER BY place \(direction), page.id \(direction)
      """)
    let sums = try rows.first.map { row in
      Sums(
        advocates: try row.decode("advocates"), clicks: try row.decode("clicks_of_all"),
        direct: try row.decode("direct_of_all"), exposure: try row.decode("exposure_of_all"),
        chain: try row.decode("chain_of_all"))
    }
    return AdvocateTable(
      rows: try rows.filter { try $0.decode("id", as: Advocate.ID?.self) != nil }.map(Row.init(row:)),
      sums: sums ?? Sums(advocates: 0, clicks: 0, direct: 0, exposure: 0, chain: 0))
  }
}

extension AdvocateTable.Order {
  /// What advocates are ordered by; never null.
  fileprivate var key: SQL {
    switch self {
    case .name: "lower(coalesce(known_as, external_id))"
    case .joined: "created_at"
    case .clicks: "clicks"
    case .conversions: "conversions"
    case .direct: "direct"
    case .exposure: "exposure"
    case .chain: "chain"
    case .total: "total"
    case .reach: "coalesce(reach, -1)"
    }
  }
}

extension AdvocateTable.Row {
  init(row: Postgres.Row) throws {
    self.init(
      advocate: try row.decode("id"), externalID: try row.decode("external_id"), name: try row.decode("name"),
      email: try row.decode("email"), joinedAt: try row.decode("created_at"), isPaused: try row.decode("is_paused"),
      recruiter: try row.decode("recruiter_id"), clicks: try row.decode("clicks"),
      conversions: try row.decode("conversions"), direct: try row.decode("direct"),
      exposure: try row.decode("exposure"), chain: try row.decode("chain"), reach: try row.decode("reach"))
  }
}
