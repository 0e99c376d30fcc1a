import Postgres
import Referrals

extension Reports {
  /// What customers are worth.
  package static let cohorts = Report(
    name: "cohorts",
    title: "Cohorts",
    meaning:
      "What a customer has bought, net, from the month of the first purchase on, month by month: those who had been referred by then (another's link or code, or a share seen) beside the others.",
    caveat:
      "A difference is not what referring did: who is referred may have been another kind of customer anyway. Months are UTC's, the last one is not over, and who buys in two currencies counts in both.",
    isSummary: true,
    usualDays: 365,
    columns: [
      ReportColumn("cohort", .date, "First bought"),
      ReportColumn("currency", .currency, "Currency"),
      ReportColumn("months", .integer, "Months"),
      ReportColumn("referred_customers", .integer, "Referred"),
      .money("referred_net", "Net"),
      .money("referred_value", "Each"),
      ReportColumn("other_customers", .integer, "Others"),
      .money("other_net", "Net"),
      .money("other_value", "Each"),
      ReportColumn("ratio", .number, "Referred to others"),
    ],
    statement: { query in
      let first = query.from.advanced(by: 1 - query.from.date.day)
      return """
        WITH own AS (SELECT \(query.currency) AS currency),
        moment AS (SELECT \(SQL.month(of: "computed_at")) AS month FROM summaries WHERE program_id = \(query.program)),
        cells AS (
          SELECT cohort, currency, months, sum(customers) FILTER (WHERE is_referred) AS referred_customers,
            sum(net) FILTER (WHERE is_referred) AS referred_net,
            sum(customers) FILTER (WHERE NOT is_referred) AS other_customers,
            sum(net) FILTER (WHERE NOT is_referred) AS other_net
          FROM cohort_counts
          WHERE program_id = \(query.program) AND cohort BETWEEN \(first.description)::text::date AND \(query.to.description)::text::date
          GROUP BY 1, 2, 3
        ), grid AS (
          SELECT cohort, currency, generate_series(0, greatest(max(months), (SELECT month FROM moment)
            - (extract(year FROM cohort) * 12 + extract(month FROM cohort))::integer)) AS months
          FROM cells GROUP BY 1, 2
        ), sums AS (
          SELECT cohort, currency, months, coalesce(sum(referred_customers) OVER so_far, 0) AS referred_customers,
            coalesce(sum(referred_net) OVER so_far, 0) AS referred_net,
            coalesce(sum(other_customers) OVER so_far, 0) AS other_customers,
            coalesce(sum(other_net) OVER so_far, 0) AS other_net
          FROM grid LEFT JOIN cells USING (cohort, currency, months)
          WINDOW so_far AS (PARTITION BY cohort, currency ORDER BY months)
        ), lines AS (
          SELECT cohort, currency, months, referred_customers, referred_net, other_customers, other_net,
            false AS is_total
          FROM sums
          UNION ALL
          SELECT NULL, currency, NULL, coalesce(sum(referred_customers), 0), coalesce(sum(referred_net), 0),
            coalesce(sum(other_customers), 0), coalesce(sum(other_net), 0), true
          FROM (
            SELECT currency, referred_customers, referred_net, other_customers, other_net FROM cells
            UNION ALL SELECT currency, 0, 0, 0, 0 FROM own
          ) AS all_cells GROUP BY currency
        )
        SELECT cohort, currency, months, referred_customers, referred_net,
          round(referred_net / nullif(referred_customers, 0)) AS referred_value, other_customers, other_net,
          round(other_net / nullif(other_customers, 0)) AS other_value,
          round(referred_net / nullif(referred_customers, 0) / nullif(other_net / nullif(other_customers, 0), 0), 2)
            AS ratio, is_total
        FROM lines
        ORDER BY is_total, cohort, currency <> (SELECT own.currency FROM own), currency, months
        """
    })
}
