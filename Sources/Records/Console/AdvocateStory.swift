package import Postgres
package import Referrals

/// What there is to tell of one advocate: each part costs as much as the advocate has done, and no more.
package enum AdvocateStory {
  /// Whom an advocate reaches, as it was last worked out.
  package struct Reach: Sendable, Hashable {
    /// How many people are within 1, 2 and 3 hops.
    package let hops: [Int64]
    /// How many of those within the program's hops nobody else reaches.
    package let exclusive: Int64
    /// How many people came by their links, since the beginning.
    package let came: Int64
    /// Who shares most people with them, and how many: first the one with whom they themselves share most, then those
    /// for whom they are that one.
    package let overlaps: [Overlap]
    /// The moment it tells of.
    package let asOf: Timestamp?
  }

  /// People whom two advocates reach.
  package struct Overlap: Sendable, Hashable {
    /// The other one.
    package let advocate: Advocate.ID
    /// How many people both reach.
    package let people: Int64
    /// How many the other one reaches.
    package let reach: Int64
  }

  /// Whom an advocate reaches; nil where that has not been worked out.
  package static func reach(
    of advocate: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws -> Reach? {
    guard
      let row = try await connection.query(
        """
        SELECT r.*, (SELECT computed_at FROM summaries WHERE program_id = \(program)) AS computed_at
        FROM advocate_reach r WHERE r.program_id = \(program) AND r.advocate_id = \(advocate)
        """
      ).first
    else { return nil }
    let overlaps = try await connection.query(
      """
      SELECT o.advocate_id, o.overlap, r.within_2 FROM (
        SELECT overlap_with AS advocate_id, overlap, 0 AS place FROM advocate_reach
        WHERE program_id = \(program) AND advocate_id = \(advocate) AND overlap_with IS NOT NULL AND overlap > 0
        UNION ALL
        (SELECT advocate_id, overlap, 1 FROM advocate_reach
        WHERE program_id = \(program) AND overlap_with = \(advocate) AND overlap > 0
          AND advocate_id IS DISTINCT FROM (
            SELECT overlap_with FROM advocate_reach WHERE program_id = \(program) AND advocate_id = \(advocate))
        ORDER BY overlap DESC, advocate_id LIMIT 9)
      ) AS o
      JOIN advocate_reach r ON r.program_id = \(program) AND r.advocate_id = o.advocate_id
      ORDER BY o.place, o.overlap DESC, o.advocate_id
      """
    ).map {
      Overlap(
        advocate: try $0.decode("advocate_id"), people: try $0.decode("overlap"), reach: try $0.decode("within_2"))
    }
    return Reach(
      hops: [try row.decode("within_1"), try row.decode("within_2"), try row.decode("within_3")],
      exclusive: try row.decode("exclusive"), came: try row.decode("came"), overlaps: overlaps,
      asOf: try row.decode("computed_at"))
  }

  /// A link with what came through it in a stretch of time.
  package struct LinkCount: Sendable {
    /// The link.
    package let link: Link
    /// Clicks of people.
    package let clicks: Int64
    /// The same again within the time in which that does not count.
    package let repeats: Int64
    /// Clicks of bots and previews.
    package let bots: Int64
  }

  /// An advocate's links, newest first, with what came through each.
  package static func links(
    of advocate: Advocate.ID, during time: Range<Timestamp>, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [LinkCount] {
    try await connection.query(
      """
      WITH mine AS MATERIALIZED (
        SELECT * FROM links WHERE program_id = \(program) AND advocate_id = \(advocate) ORDER BY id DESC LIMIT \(limit)
      ), counts AS (
        SELECT link_id, sum(people)::bigint AS people, sum(repeats)::bigint AS repeats, sum(bots)::bigint AS bots
        FROM click_counts
        WHERE program_id = \(program) AND advocate_id = \(advocate) AND slice >= \(time.lowerBound)
          AND slice < \(time.upperBound) AND link_id IN (SELECT id FROM mine)
        GROUP BY 1
      )
      SELECT mine.*, coalesce(c.people, 0) AS people, coalesce(c.repeats, 0) AS repeats, coalesce(c.bots, 0) AS bots
      FROM mine LEFT JOIN counts c ON c.link_id = mine.id ORDER BY mine.id DESC
      """
    ).map {
      LinkCount(
        link: try Link(row: $0), clicks: try $0.decode("people"), repeats: try $0.decode("repeats"),
        bots: try $0.decode("bots"))
    }
  }

  /// What one conversion gives an advocate.
  package struct Credit: Sendable, Hashable {
    /// Which conversion.
    package let conversion: Conversion
    /// By their own links and codes, in minor units.
    package let direct: Int64
    /// By what their followers could see.
    package let exposure: Int64
    /// Through those they brought in.
    package let chain: Int64
    /// All of it.
    package var total: Int64 { direct + exposure + chain }
  }

  /// The conversions that give an advocate anything in a run, the latest first, from behind one of them.
  package static func credits(
    of advocate: Advocate.ID, run: Int, after: Conversion.ID?, limit: Int, program: Program.ID,
    in connection: Connection
  ) async throws -> [Credit] {
    var conditions: [SQL] = ["c.program_id = \(program)"]
    let start = try await start(ofLast: limit, of: advocate, run: run, before: after, program: program, in: connection)
    if let start { conditions.append("c.occurred_at >= \(start)") }
    if let after {
      conditions.append(
        """
        (c.occurred_at, c.id) < (SELECT occurred_at, id FROM conversions WHERE program_id = \(program) AND id = \(after))
        """)
    }
    return try await connection.query(
      """
      SELECT c.*, l.direct, l.exposure, l.chain
      FROM (\(balances(of: advocate, run: run, since: start, program: program))) AS l
      JOIN conversions c ON c.program_id = \(program) AND c.id = l.conversion_id
      WHERE \(conditions.joined(separator: " AND "))
      ORDER BY c.occurred_at DESC, c.id DESC LIMIT \(limit)
      """
    ).map {
      Credit(
        conversion: try Conversion(row: $0), direct: try $0.decode("direct"), exposure: try $0.decode("exposure"),
        chain: try $0.decode("chain"))
    }
  }

  /// When the quarter of an hour began since which at least so many conversions give an advocate something, whatever has
  /// come since those that were shown; nil where there are fewer, or it cannot be told from the rollup.
  private static func start(
    ofLast count: Int, of advocate: Advocate.ID, run: Int, before after: Conversion.ID?, program: Program.ID,
    in connection: Connection
  ) async throws -> Timestamp? {
    let isBehind: SQL =
      after.map {
        """
        AND slice < date_bin('15 minutes',
          (SELECT occurred_at FROM conversions WHERE program_id = \(program) AND id = \($0)),
          '1970-01-01T00:00:00Z'::timestamptz)
        """
      } ?? ""
    // Each row counts one conversion or more.
    return try await connection.query(
      """
      SELECT CASE WHEN count(*) = \(count) THEN min(slice) END AS start FROM (
        SELECT slice FROM advocate_credit_counts
        WHERE program_id = \(program) AND run = \(run) AND advocate_id = \(advocate) AND conversions > 0 \(isBehind)
        ORDER BY slice DESC LIMIT \(count)
      ) AS latest
      """
    ).only.decode("start")
  }

  /// What an advocate was credited in one of several periods.
  package struct PeriodCredit: Sendable, Hashable {
    /// The place of the period, from 0.
    package let period: Int
    /// In which currency.
    package let currency: Currency
    /// How many conversions gave anything.
    package let conversions: Int64
    /// By their own links and codes, in minor units.
    package let direct: Int64
    /// By what their followers could see.
    package let exposure: Int64
    /// Through those they brought in.
    package let chain: Int64
    /// All of it.
    package var total: Int64 { direct + exposure + chain }
  }

  /// What an advocate was credited, period by period, those of the same currency one after another; periods without
  /// anything are left out.
  package static func credit(
    of advocate: Advocate.ID, run: Int, periods: [ReportPeriod], program: Program.ID, in connection: Connection
  ) async throws -> [PeriodCredit] {
    guard let first = periods.first, let last = periods.last else { return [] }
    return try await connection.query(
      """
      SELECT width_bucket(slice, \(periods.map(\.bounds.lowerBound))) - 1 AS period, currency,
        sum(conversions)::bigint AS conversions, sum(direct)::bigint AS direct, sum(exposure)::bigint AS exposure,
        sum(chain)::bigint AS chain
      FROM advocate_credit_counts
      WHERE program_id = \(program) AND run = \(run) AND advocate_id = \(advocate)
        AND slice >= \(first.bounds.lowerBound) AND slice < \(last.bounds.upperBound)
      GROUP BY 1, 2
      HAVING sum(conversions) <> 0 OR sum(direct) <> 0 OR sum(exposure) <> 0 OR sum(chain) <> 0
      ORDER BY 2, 1
      """
    ).map {
      PeriodCredit(
        period: try $0.decode("period"), currency: try $0.decode("currency"),
        conversions: try $0.decode("conversions"), direct: try $0.decode("direct"),
        exposure: try $0.decode("exposure"), chain: try $0.decode("chain"))
    }
  }

  /// What conversions give an advocate.
  /// - Parameter start: when the earliest of them happened; others may be among them.
  private static func balances(of advocate: Advocate.ID, run: Int, since start: Timestamp?, program: Program.ID) -> SQL
  {
    func sum(_ kind: Ledger.Kind) -> SQL {
      "coalesce(sum(amount) FILTER (WHERE kind = '\(unsafe: kind.rawValue)'), 0)::bigint"
    }
    // Nothing is entered before it happened, but for a difference between clocks.
    let isRecent: SQL = start.map { "AND recorded_at >= \($0 - .days(1))" } ?? ""
    return """
      SELECT conversion_id, \(sum(.direct)) AS direct, \(sum(.exposure)) AS exposure, \(sum(.chain)) AS chain
      FROM ledger WHERE program_id = \(program) AND run = \(run) AND advocate_id = \(advocate) \(isRecent)
      GROUP BY conversion_id
      HAVING \(sum(.direct)) <> 0 OR \(sum(.exposure)) <> 0 OR \(sum(.chain)) <> 0
      """
  }
}
