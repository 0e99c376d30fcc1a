package import Postgres
package import Referrals

/// What came to pass in a stretch of time, by the rollups.
package struct DayTotals: Sendable, Hashable {
  /// What came in of one currency.
  package struct Revenue: Sendable, Hashable {
    /// Which.
    package let currency: Currency
    /// What was paid, net of what was taken back since.
    package let net: Int64
    /// How much of that is credited to somebody.
    package let credited: Int64
  }

  /// By currency, that of the program first, which is always there.
  package let revenue: [Revenue]
  /// Clicks of people, repeats left out.
  package let clicks: Int64
  /// Leads and signups.
  package let leads: Int64
  /// Sales and renewals.
  package let sales: Int64

  /// The totals of the quarters of an hour that begin in a stretch of time.
  package static func of(
    _ time: Range<Timestamp>, run: Int, program: Program, in connection: Connection
  ) async throws -> DayTotals {
    let isAsked: SQL = """
      program_id = \(program.id) AND slice >= \(time.lowerBound) AND slice < \(time.upperBound)
      """
    let rows = try await connection.query(
      """
      WITH own AS (SELECT \(program.currency.code)::text AS currency),
      lines AS (
        SELECT currency, 0 AS net, 0 AS credited, 0 AS leads, 0 AS sales FROM own
        UNION ALL
        SELECT currency, sum(gross) - sum(reversed), 0, sum(leads) + sum(signups), sum(sales) + sum(renewals)
        FROM revenue_counts WHERE \(isAsked) GROUP BY 1
        UNION ALL
        SELECT currency, 0, sum(direct) + sum(exposure) + sum(chain), 0, 0
        FROM credit_counts WHERE \(isAsked) AND run = \(run) GROUP BY 1
      )
      SELECT currency, sum(net)::bigint AS net, sum(credited)::bigint AS credited, sum(leads)::bigint AS leads,
        sum(sales)::bigint AS sales, (
          SELECT coalesce(sum(people), 0)::bigint FROM program_click_counts WHERE \(isAsked)
        ) AS clicks
      FROM lines GROUP BY currency ORDER BY currency <> (SELECT own.currency FROM own), currency
      """)
    return DayTotals(
      revenue: try rows.map {
        Revenue(
          currency: try $0.decode("currency"), net: try $0.decode("net"), credited: try $0.decode("credited"))
      },
      clicks: try rows.map { try $0.decode("clicks", as: Int64.self) }.first ?? 0,
      leads: try rows.map { try $0.decode("leads", as: Int64.self) }.reduce(0, +),
      sales: try rows.map { try $0.decode("sales", as: Int64.self) }.reduce(0, +))
  }
}
