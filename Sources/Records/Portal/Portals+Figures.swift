package import Postgres
package import Referrals

extension Portals {
  /// What came through the links of an advocate.
  package struct LinkClicks: Sendable {
    /// Where the link is shared; nil for one that is for everywhere.
    package let channel: String?
    /// Whether it is the link the advocate was given first.
    package let isPrimary: Bool
    /// People's clicks: before all periods, then in each.
    package var people: [Int64]
  }

  /// What an advocate was credited in one currency, in the program's current run, net of reversals.
  package struct Credit: Sendable {
    /// The currency.
    package let currency: Currency
    /// How many conversions there are of which some credit is left: before all periods, then in each.
    package var conversions: [Int64]
    /// By own links.
    package var direct: [Int64]
    /// By what followers saw.
    package var exposure: [Int64]
    /// By those whom the advocate brought in, and whom they did.
    package var chain: [Int64]

    /// Nothing, in a currency and a number of periods.
    package init(_ currency: Currency, periods: Int) {
      self.currency = currency
      let zeros = [Int64](repeating: 0, count: periods + 1)
      (conversions, direct, exposure, chain) = (zeros, zeros, zeros, zeros)
    }
  }

  /// How far an advocate's shares reach, as last worked out.
  package struct Reach: Sendable {
    /// How many different people are within 1, 2 and 3 hops.
    package let within: [Int64]
    /// How many of those within the program's hops nobody else reaches.
    package let exclusive: Int64
    /// How many different visitors came.
    package let came: Int64
    /// When it was worked out.
    package let computedAt: Timestamp
  }

  /// The clicks through each of an advocate's links, also those that had none; oldest link first.
  /// - Parameter starts: the first moments of periods, in order; the last is open.
  package static func clicks(
    of advocate: Advocate.ID, starts: [Timestamp], program: Program.ID, in connection: Connection
  ) async throws -> [LinkClicks] {
    let rows = try await connection.query(
      """
      SELECT l.id, l.channel, l.is_primary, c.place, c.people
      FROM links l
      LEFT JOIN (
        SELECT link_id, width_bucket(slice, \(starts)) AS place, sum(people)::bigint AS people FROM click_counts
        WHERE program_id = \(program) AND advocate_id = \(advocate) GROUP BY 1, 2
      ) AS c ON c.link_id = l.id
      WHERE l.program_id = \(program) AND l.advocate_id = \(advocate)
      ORDER BY NOT l.is_primary, l.id
      """)
    var links: [LinkClicks] = []
    var last: Link.ID?
    for row in rows {
      let id: Link.ID = try row.decode("id")
      if id != last {
        links.append(
          LinkClicks(
            channel: try row.decode("channel"), isPrimary: try row.decode("is_primary"),
            people: Array(repeating: 0, count: starts.count + 1)))
        last = id
      }
      if let place = try row.decode("place", as: Int32?.self) {
        links[links.count - 1].people[Int(place)] += try row.decode("people", as: Int64.self)
      }
    }
    return links
  }

  /// What an advocate was credited, by currency: the program's own first, then by code.
  /// - Parameter starts: the first moments of periods, in order; the last is open.
  package static func credits(
    of advocate: Advocate.ID, starts: [Timestamp], own: Currency, program: Program.ID, in connection: Connection
  ) async throws -> [Credit] {
    let rows = try await connection.query(
      """
      SELECT currency, width_bucket(slice, \(starts)) AS place, sum(conversions)::bigint AS conversions,
        sum(direct)::bigint AS direct, sum(exposure)::bigint AS exposure, sum(chain)::bigint AS chain
      FROM advocate_credit_counts
      WHERE program_id = \(program) AND run = \(currentRun(program)) AND advocate_id = \(advocate)
      GROUP BY 1, 2
      """)
    var credits = [own: Credit(own, periods: starts.count)]
    for row in rows {
      let currency: Currency = try row.decode("currency")
      let place = Int(try row.decode("place", as: Int32.self))
      var credit = credits[currency] ?? Credit(currency, periods: starts.count)
      credit.conversions[place] = try row.decode("conversions")
      credit.direct[place] = try row.decode("direct")
      credit.exposure[place] = try row.decode("exposure")
      credit.chain[place] = try row.decode("chain")
      credits[currency] = credit
    }
    return credits.values.sorted {
      ($0.currency != own ? 1 : 0, $0.currency.code) < ($1.currency != own ? 1 : 0, $1.currency.code)
    }
  }

  /// How far an advocate's shares reach; nil where that has not been worked out yet.
  package static func reach(
    of advocate: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws -> Reach? {
    try await connection.query(
      """
      SELECT r.within_1, r.within_2, r.within_3, r.exclusive, r.came, s.computed_at
      FROM advocate_reach r JOIN summaries s ON s.program_id = r.program_id AND s.computed_at IS NOT NULL
      WHERE r.program_id = \(program) AND r.advocate_id = \(advocate)
      """
    ).first.map { row in
      Reach(
        within: [try row.decode("within_1"), try row.decode("within_2"), try row.decode("within_3")],
        exclusive: try row.decode("exclusive"), came: try row.decode("came"),
        computedAt: try row.decode("computed_at"))
    }
  }

  /// A number: the run that a program goes by.
  static func currentRun(_ program: Program.ID) -> SQL {
    "(SELECT run FROM attribution_runs WHERE program_id = \(program) AND is_current)"
  }
}
