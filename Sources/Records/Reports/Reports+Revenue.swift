import Postgres
import Referrals

extension Reports {
  /// Clicks, conversions, revenue and its credit over time.
  package static let revenue = Report(
    name: "revenue",
    title: "Revenue",
    meaning:
      "What came in, by the time of the conversion and net of what was taken back since, and whose doing it was.",
    caveat:
      "Clicks have no currency: they stand in the rows of the program's own, and need not have led to the same row's sales.",
    isRanking: false,
    columns: [
      ReportColumn("period", .date, "From"),
      ReportColumn("currency", .currency, "Currency"),
      ReportColumn("clicks", .integer, "Clicks"),
      ReportColumn("leads", .integer, "Leads"),
      ReportColumn("signups", .integer, "Signups"),
      ReportColumn("sales", .integer, "Sales"),
      ReportColumn("renewals", .integer, "Renewals"),
      .money("gross", "Gross"),
      .money("discounts", "Discounts"),
      .money("reversed", "Reversed"),
      .money("net", "Net"),
      .money("direct", "Direct"),
      .money("exposure", "Exposure"),
      .money("chain", "Chain"),
      .money("unattributed", "Unattributed"),
    ],
    statement: { query in
      let periods = query.periods
      // Each slice falls into the last period that starts no later: a binary search a row, and one pass over each
      // rollup however many periods there are.
      let period: SQL = "width_bucket(slice, \(periods.map(\.bounds.lowerBound)))"
      return """
        WITH own AS (SELECT \(query.currency) AS currency),
        clicks AS (
          SELECT \(period) AS period, sum(\(query.clicks)) AS clicks FROM program_click_counts
          WHERE \(query.isAsked) GROUP BY 1
        ), revenue AS (
          SELECT \(period) AS period, currency, sum(leads) AS leads, sum(signups) AS signups, sum(sales) AS sales,
            sum(renewals) AS renewals, sum(gross) AS gross, sum(discounts) AS discounts, sum(reversed) AS reversed
          FROM revenue_counts WHERE \(query.isAsked) GROUP BY 1, 2
        ), credit AS (
          SELECT \(period) AS period, currency, sum(direct) AS direct, sum(exposure) AS exposure, sum(chain) AS chain,
            sum(unattributed) AS unattributed
          FROM credit_counts WHERE \(query.isAsked) AND run = \(query.run) GROUP BY 1, 2
        ), lines AS (
          -- Of no period: a total of the program's own currency, whatever happened.
          SELECT NULL::integer AS period, currency, 0 AS clicks, 0 AS leads, 0 AS signups, 0 AS sales, 0 AS renewals,
            0 AS gross, 0 AS discounts, 0 AS reversed, 0 AS direct, 0 AS exposure, 0 AS chain, 0 AS unattributed
          FROM own
          UNION ALL
          SELECT period, own.currency, clicks, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM clicks CROSS JOIN own
          WHERE clicks > 0
          UNION ALL
          SELECT period, currency, 0, leads, signups, sales, renewals, gross, discounts, reversed, 0, 0, 0, 0
          FROM revenue
          UNION ALL
          SELECT period, currency, 0, 0, 0, 0, 0, 0, 0, 0, direct, exposure, chain, unattributed FROM credit
        )
        SELECT (\(periods.map(\.first.description)))[period] AS period, currency,
          CASE WHEN currency = (SELECT own.currency FROM own) THEN sum(clicks) END AS clicks,
          sum(leads) AS leads, sum(signups) AS signups, sum(sales) AS sales, sum(renewals) AS renewals,
          sum(gross) AS gross, sum(discounts) AS discounts, sum(reversed) AS reversed,
          sum(gross) - sum(reversed) AS net, sum(direct) AS direct, sum(exposure) AS exposure, sum(chain) AS chain,
          sum(unattributed) AS unattributed, grouping(lines.period) = 1 AS is_total
        FROM lines
        GROUP BY GROUPING SETS ((lines.period, currency), (currency))
        HAVING grouping(lines.period) = 1 OR lines.period IS NOT NULL
        ORDER BY is_total, lines.period, currency <> (SELECT own.currency FROM own), currency
        """
    })
}
