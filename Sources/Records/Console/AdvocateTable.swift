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

  /// The rows of a page, and the sums of all.
  package let rows: [Row]
  /// Of all pages.
  package let sums: AdvocateStandings.Sums

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

    /// What has to be worked out to answer it.
    package func standings(of program: Program.ID) -> AdvocateStandings.Question {
      AdvocateStandings.Question(
        program: program, time: time, run: run, currency: currency, isByName: order == .name)
    }
  }

  /// The advocates asked for, from behind one of them.
  /// - Parameters:
  ///   - standings: of the question's time, run and currency; and by name, where that is the order.
  ///   - after: the last advocate of the page before; what counts is where it stands now.
  package static func page(
    _ question: Question, of standings: AdvocateStandings, after: Advocate.ID?, limit: Int, program: Program.ID,
    in connection: Connection
  ) async throws -> AdvocateTable {
    let some = try await advocates(question, program: program, in: connection)
    let (page, sums) = await standings.page(
      by: question.order, isAscending: question.isAscending, after: after, limit: limit, among: some)
    let facts = try await facts(of: page.map(\.advocate), program: program, in: connection)
    return AdvocateTable(
      rows: page.compactMap { standing in facts[standing.advocate].map { Row(standing, $0) } }, sums: sums)
  }

  /// Those whom a text, a campaign or a channel leaves; nil for all.
  private static func advocates(
    _ question: Question, program: Program.ID, in connection: Connection
  ) async throws -> Set<Advocate.ID>? {
    var conditions: [SQL] = []
    if let text = question.text {
      let pattern = "%\(text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_"))%"
      let isNamed = Consents.isNamed("p.id", or: "true", program: program)
      conditions.append(
        """
        (p.external_id ILIKE \(pattern) OR ((p.name ILIKE \(pattern) OR p.email ILIKE \(pattern)) AND \(isNamed)))
        """)
    }
    if let campaign = question.campaign {
      conditions.append(
        """
        EXISTS (SELECT FROM links l WHERE l.program_id = p.program_id AND l.advocate_id = p.advocate_id
          AND (lower(l.campaign) = lower(\(campaign)) OR lower(l.channel) = lower(\(campaign))))
        """)
    }
    guard !conditions.isEmpty else { return nil }
    return Set(
      try await connection.query(
        """
        SELECT advocate_id FROM (
          -- Advocates alone are looked at, not everybody who ever bought.
          SELECT a.program_id, a.id AS advocate_id, p.id, p.external_id, p.name, p.email
          FROM advocates a JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
          WHERE a.program_id = \(program) OFFSET 0
        ) AS p
        WHERE \(conditions.joined(separator: " AND "))
        """
      ).map { try $0.decode(0, as: Advocate.ID.self) })
  }

  /// What is not a number, as it is now: names are asked for when they are shown, so that whoever is not to be named any
  /// more is not.
  private static func facts(
    of advocates: [Advocate.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Advocate.ID: Facts] {
    let isNamed = Consents.isNamed("p.id", or: "true", program: program)
    let rows = try await connection.query(
      """
      SELECT a.id, a.recruiter_id, p.external_id, CASE WHEN \(isNamed) THEN p.name END AS name,
        CASE WHEN \(isNamed) THEN p.email END AS email, EXISTS (
          SELECT FROM advocate_pauses s
          WHERE s.program_id = a.program_id AND s.advocate_id = a.id AND s.resumed_at IS NULL
        ) AS is_paused
      FROM advocates a JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      WHERE a.program_id = \(program) AND a.id = ANY(\(advocates))
      """)
    var facts: [Advocate.ID: Facts] = [:]
    for row in rows {
      facts[try row.decode("id")] = Facts(
        externalID: try row.decode("external_id"), name: try row.decode("name"), email: try row.decode("email"),
        isPaused: try row.decode("is_paused"), recruiter: try row.decode("recruiter_id"))
    }
    return facts
  }
}

private struct Facts {
  let externalID: String
  let name: String?
  let email: String?
  let isPaused: Bool
  let recruiter: Advocate.ID?
}

extension AdvocateTable.Row {
  fileprivate init(_ standing: AdvocateStandings.Standing, _ facts: Facts) {
    self.init(
      advocate: standing.advocate, externalID: facts.externalID, name: facts.name, email: facts.email,
      joinedAt: standing.joinedAt, isPaused: facts.isPaused, recruiter: facts.recruiter, clicks: standing.clicks,
      conversions: standing.conversions, direct: standing.direct, exposure: standing.exposure, chain: standing.chain,
      reach: standing.reach)
  }
}
