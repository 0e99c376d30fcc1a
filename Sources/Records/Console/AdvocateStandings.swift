package import Postgres
package import Referrals

/// What every advocate's sharing came to in a stretch of time, as numbers alone: some megabytes for a hundred thousand
/// of them. In whatever order they are asked for, a page is found among them without the database.
package struct AdvocateStandings: Sendable {
  /// What is asked for.
  package struct Question: Hashable, Sendable {
    /// Whose advocates.
    package let program: Program.ID
    /// Whose clicks and conversions: from the start of the first day to the end of the last.
    package let time: Range<Timestamp>
    /// Whose credits.
    package let run: Int
    /// In which currency.
    package let currency: Currency
    /// Whether they are to be ordered by what they are called.
    package let isByName: Bool

    /// A question from its parts.
    package init(program: Program.ID, time: Range<Timestamp>, run: Int, currency: Currency, isByName: Bool) {
      self.program = program
      self.time = time
      self.run = run
      self.currency = currency
      self.isByName = isByName
    }
  }

  /// One advocate's.
  package struct Standing: Sendable, Hashable {
    /// Who.
    package let advocate: Advocate.ID
    /// Since when.
    package let joinedAt: Timestamp
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
    /// Their place by what they are called, where that was asked for.
    package let name: Int64

    /// All credit.
    package var total: Int64 { direct + exposure + chain }

    /// A standing from its parts.
    package init(
      advocate: Advocate.ID, joinedAt: Timestamp, clicks: Int64, conversions: Int64, direct: Int64, exposure: Int64,
      chain: Int64, reach: Int64?, name: Int64
    ) {
      self.advocate = advocate
      self.joinedAt = joinedAt
      self.clicks = clicks
      self.conversions = conversions
      self.direct = direct
      self.exposure = exposure
      self.chain = chain
      self.reach = reach
      self.name = name
    }
  }

  /// What some of them come to together.
  package struct Sums: Sendable, Hashable {
    /// How many there are.
    package var advocates: Int64 = 0
    /// Their clicks.
    package var clicks: Int64 = 0
    /// Their direct credit, in minor units.
    package var direct: Int64 = 0
    /// Their credit for exposures.
    package var exposure: Int64 = 0
    /// Their credit through recruits.
    package var chain: Int64 = 0

    /// All credit.
    package var total: Int64 { direct + exposure + chain }
  }

  /// One of every advocate, in no order.
  package let standings: [Standing]
  /// The currencies that anything was sold in, in the order of their codes.
  package let currencies: [Currency]

  /// Standings from their parts.
  package init(standings: [Standing], currencies: [Currency]) {
    self.standings = standings
    self.currencies = currencies
  }

  /// Works it out, in a transaction of its own: it reads the rollups of the whole stretch.
  package static func of(_ question: Question, in connection: Connection) async throws -> AdvocateStandings {
    try await Summaries.prepare(connection)
    let isAsked: SQL = """
      program_id = \(question.program) AND slice >= \(question.time.lowerBound) AND slice < \(question.time.upperBound)
      """
    let isNamed = Consents.isNamed("p.id", or: "true", program: question.program)
    // Who is not to be named has the place of their external id.
    let (name, people): (SQL, SQL) =
      question.isByName
      ? (
        "row_number() OVER (ORDER BY lower(coalesce(CASE WHEN \(isNamed) THEN p.name END, p.external_id)), a.id)",
        "JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id"
      ) : ("0::bigint", "")
    let standings = try await connection.query(
      """
      WITH clicks AS (
        SELECT advocate_id, sum(people)::bigint AS clicks FROM click_counts WHERE \(isAsked) GROUP BY 1
      ), credit AS (
        SELECT advocate_id, sum(conversions)::bigint AS conversions, sum(direct)::bigint AS direct,
          sum(exposure)::bigint AS exposure, sum(chain)::bigint AS chain
        FROM advocate_credit_counts
        WHERE \(isAsked) AND run = \(question.run) AND currency = \(question.currency.code) GROUP BY 1
      )
      SELECT a.id, a.created_at, coalesce(k.clicks, 0), coalesce(c.conversions, 0), coalesce(c.direct, 0),
        coalesce(c.exposure, 0), coalesce(c.chain, 0), r.within_2, \(name)
      FROM advocates a \(people)
      LEFT JOIN clicks k ON k.advocate_id = a.id
      LEFT JOIN credit c ON c.advocate_id = a.id
      LEFT JOIN advocate_reach r ON r.program_id = a.program_id AND r.advocate_id = a.id
      WHERE a.program_id = \(question.program)
      """
    ).map { row in
      Standing(
        advocate: try row.decode(0), joinedAt: try row.decode(1), clicks: try row.decode(2),
        conversions: try row.decode(3), direct: try row.decode(4), exposure: try row.decode(5),
        chain: try row.decode(6), reach: try row.decode(7), name: try row.decode(8))
    }
    let currencies = try await connection.query(
      "SELECT DISTINCT currency FROM revenue_counts WHERE \(isAsked) AND gross > 0 ORDER BY 1"
    ).map { try $0.decode("currency", as: Currency.self) }
    return AdvocateStandings(standings: standings, currencies: currencies)
  }
}

// MARK: Pages

extension AdvocateStandings {
  /// A stretch of them in an order, from behind an advocate, and what all of them come to.
  /// - Parameters:
  ///   - after: the last of the page before; what counts is where it stands now. One who is not there is before all.
  ///   - some: whom it is about; nil for all.
  @concurrent package func page(
    by order: AdvocateTable.Order, isAscending: Bool, after: Advocate.ID?, limit: Int, among some: Set<Advocate.ID>?
  ) async -> (standings: [Standing], sums: Sums) {
    var sums = Sums()
    let last = after.flatMap { after in standings.first { $0.advocate == after } }
      .map { Place($0, by: order, isAscending: isAscending) }
    // So many at a time are put in order: of a hundred thousand, most never come near a page.
    var found: [(place: Place, standing: Standing)] = []
    var bound: Place?
    for standing in standings where some?.contains(standing.advocate) ?? true {
      sums.advocates += 1
      sums.clicks += standing.clicks
      sums.direct += standing.direct
      sums.exposure += standing.exposure
      sums.chain += standing.chain
      let place = Place(standing, by: order, isAscending: isAscending)
      if let last, place <= last { continue }
      if let bound, place > bound { continue }
      found.append((place, standing))
      if found.count >= limit * 2 + 100 {
        found.sort { $0.place < $1.place }
        found.removeLast(found.count - limit)
        bound = found.last?.place
      }
    }
    found.sort { $0.place < $1.place }
    return (found.prefix(limit).map(\.standing), sums)
  }

  /// Where one stands in an order.
  private struct Place: Comparable {
    let key: Int64
    let advocate: Advocate.ID
    let isAscending: Bool

    init(_ standing: Standing, by order: AdvocateTable.Order, isAscending: Bool) {
      key =
        switch order {
        case .name: standing.name
        case .joined: standing.joinedAt.microseconds
        case .clicks: standing.clicks
        case .conversions: standing.conversions
        case .direct: standing.direct
        case .exposure: standing.exposure
        case .chain: standing.chain
        case .total: standing.total
        case .reach: standing.reach ?? -1
        }
      advocate = standing.advocate
      self.isAscending = isAscending
    }

    static func < (left: Place, right: Place) -> Bool {
      let (one, other) = left.isAscending ? (left, right) : (right, left)
      return one.key == other.key ? one.advocate < other.advocate : one.key < other.key
    }

    static func == (left: Place, right: Place) -> Bool { left.key == right.key && left.advocate == right.advocate }
  }
}
