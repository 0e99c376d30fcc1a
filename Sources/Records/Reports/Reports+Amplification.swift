import Postgres
import Referrals

extension Reports {
  /// People talking to each other, beside people talking to you.
  package static let amplification = Report(
    name: "amplification",
    title: "Amplification",
    meaning:
      "People talking to each other (shares, those who shared for the first time, clicks from advocates' own networks, advocates brought in by advocates) beside people talking to you (leads, signups, sales, what they came to net, and how much of it is credited to sharing).",
    caveat:
      "What stands in one row need not have led to each other: talk comes first, by how much the lag report says. Shares and advocates are as of the last pass, and have no currency: they and clicks stand in the rows of the program's own.",
    isSummary: true,
    columns: [
      ReportColumn("period", .date, "From"),
      ReportColumn("currency", .currency, "Currency"),
      ReportColumn("shares", .integer, "Shares"),
      ReportColumn("new_sharers", .integer, "New sharers"),
      ReportColumn("clicks", .integer, "Clicks"),
      ReportColumn("clicks_per_share", .number, "Clicks a share"),
      ReportColumn("brought_in", .integer, "Brought in"),
      ReportColumn("leads", .integer, "Leads"),
      ReportColumn("signups", .integer, "Signups"),
      ReportColumn("sales", .integer, "Sales"),
      ReportColumn("renewals", .integer, "Renewals"),
      .money("net", "Net"),
      .money("credited", "Credited"),
    ],
    statement: { query in
      let periods = query.periods
      let period: SQL = "width_bucket(slice, \(periods.map(\.bounds.lowerBound)))"
      return """
        WITH own AS (SELECT \(query.currency) AS currency),
        talk AS (
          SELECT \(period) AS period, sum(\(query.clicks)) AS clicks, 0 AS shares, 0 AS new_sharers, 0 AS brought_in
          FROM program_click_counts WHERE \(query.isAsked) GROUP BY 1
          UNION ALL
          SELECT \(period), 0, sum(shares), sum(new_sharers), 0 FROM share_counts WHERE \(query.isAsked) GROUP BY 1
          UNION ALL
          SELECT \(period), 0, 0, 0, sum(joined) FROM generation_counts
          WHERE \(query.isAsked) AND generation > 0 GROUP BY 1
        ), response AS (
          SELECT \(period) AS period, currency, sum(leads) AS leads, sum(signups) AS signups, sum(sales) AS sales,
            sum(renewals) AS renewals, sum(gross) - sum(reversed) AS net
          FROM revenue_counts WHERE \(query.isAsked) GROUP BY 1, 2
        ), credit AS (
          SELECT \(period) AS period, currency, sum(direct) + sum(exposure) + sum(chain) AS credited
          FROM credit_counts WHERE \(query.isAsked) AND run = \(query.run) GROUP BY 1, 2
        ), lines AS (
          -- Of no period: a total of the program's own currency, whatever happened.
          SELECT NULL::integer AS period, currency, 0 AS shares, 0 AS new_sharers, 0 AS clicks, 0 AS brought_in,
            0 AS leads, 0 AS signups, 0 AS sales, 0 AS renewals, 0 AS net, 0 AS credited
          FROM own
          UNION ALL
          SELECT period, currency, shares, new_sharers, clicks, brought_in, 0, 0, 0, 0, 0, 0 FROM talk CROSS JOIN own
          WHERE shares + clicks + brought_in > 0
          UNION ALL
          SELECT period, currency, 0, 0, 0, 0, leads, signups, sales, renewals, net, 0 FROM response
          UNION ALL
          SELECT period, currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, credited FROM credit
        ), sums AS (
          SELECT lines.period, currency, sum(shares) AS shares, sum(new_sharers) AS new_sharers, sum(clicks) AS clicks,
            sum(brought_in) AS brought_in, sum(leads) AS leads, sum(signups) AS signups, sum(sales) AS sales,
            sum(renewals) AS renewals, sum(net) AS net, sum(credited) AS credited,
            grouping(lines.period) = 1 AS is_total, currency = (SELECT own.currency FROM own) AS is_own
          FROM lines GROUP BY GROUPING SETS ((lines.period, currency), (currency))
          HAVING grouping(lines.period) = 1 OR lines.period IS NOT NULL
        )
        SELECT (\(periods.map(\.first.description)))[period] AS period, currency,
          CASE WHEN is_own THEN shares END AS shares, CASE WHEN is_own THEN new_sharers END AS new_sharers,
          CASE WHEN is_own THEN clicks END AS clicks, CASE WHEN is_own THEN round(clicks / nullif(shares, 0), 2) END
            AS clicks_per_share,
          CASE WHEN is_own THEN brought_in END AS brought_in, leads, signups, sales, renewals, net, credited, is_total
        FROM sums ORDER BY is_total, sums.period, NOT is_own, currency
        """
    })
}
