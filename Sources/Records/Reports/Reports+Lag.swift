import Postgres
import Referrals

extension Reports {
  /// How long it takes, and how much is still on its way.
  package static let lag = Report(
    name: "lag",
    title: "Lag",
    meaning:
      "How many whole days after their first touch (another's link or code) people bought for the first time, of those first touched in these days, and how many of them will still buy if they go on as those before them did.",
    caveat:
      "So far leans to the short: the slow ones have not bought yet. Days puts that right by a life table (Kaplan and Meier): everybody touched counts at each lag that they have been watched for in full. Longer lags than any seen are not foreseen. Days are UTC's.",
    isSummary: true,
    usualDays: 365,
    columns: [
      ReportColumn("currency", .currency, "Currency"),
      ReportColumn("quantile", .share, "Of them"),
      ReportColumn("days_so_far", .integer, "So far"),
      ReportColumn("days", .integer, "Days"),
      ReportColumn("people", .integer, "Touched"),
      ReportColumn("customers", .integer, "Bought"),
      .money("net", "Net"),
      ReportColumn("customers_to_come", .integer, "To come"),
      .money("net_to_come", "Net to come"),
      ReportColumn("complete", .share, "Complete"),
    ],
    statement: { query in
      """
      WITH own AS (SELECT \(query.currency) AS currency),
      moment AS (
        -- A lag of so many days is watched in full once the day of the touch and that of the purchase are over.
        SELECT (computed_at AT TIME ZONE 'UTC')::date - 2 AS settled FROM summaries WHERE program_id = \(query.program)
      ), touched AS (
        SELECT settled - day AS age, people FROM touch_counts CROSS JOIN moment WHERE \(query.isAskedByDay("day"))
      ), bought AS (
        SELECT currency, days, sum(customers) AS customers, sum(net) AS net,
          sum(customers) FILTER (WHERE days <= settled - day) AS watched_customers,
          sum(net) FILTER (WHERE days <= settled - day) AS watched_net
        FROM lag_counts CROSS JOIN moment WHERE \(query.isAskedByDay("day")) GROUP BY 1, 2
      ), everybody AS (
        SELECT coalesce(sum(people), 0) AS people FROM touched
      ), watched AS (
        SELECT days, people FROM (
          SELECT days, sum(people) OVER (ORDER BY age DESC) AS people FROM (
            SELECT age, people, NULL::integer AS days FROM touched
            UNION ALL SELECT DISTINCT days, 0, days FROM bought
          ) AS steps
        ) AS sums WHERE days IS NOT NULL
      ), curve AS (
        SELECT b.currency, b.days, b.customers, b.net, w.people,
          coalesce(b.watched_customers / nullif(w.people, 0), 0)::double precision AS rate,
          coalesce(b.watched_net / nullif(w.people, 0), 0)::double precision AS worth,
          b.customers - coalesce(b.watched_customers, 0) AS early_customers, b.net - coalesce(b.watched_net, 0) AS early_net
        FROM bought b JOIN watched w USING (days)
      ), reached AS (
        SELECT currency, days, sum(rate) OVER upward AS rate, sum(rate) OVER whole AS all_rate,
          sum(customers) OVER upward AS customers, sum(customers) OVER whole AS all_customers
        FROM curve WINDOW upward AS (PARTITION BY currency ORDER BY days), whole AS (PARTITION BY currency)
      ), totals AS (
        SELECT currency, sum(customers) AS customers, sum(net) AS net,
          greatest(0, round(sum(rate * (e.people - curve.people)) - sum(early_customers))) AS customers_to_come,
          greatest(0, round(sum(worth * (e.people - curve.people)) - sum(early_net))) AS net_to_come
        FROM (
          SELECT currency, people, rate, worth, customers, net, early_customers, early_net FROM curve
          UNION ALL SELECT currency, 0, 0, 0, 0, 0, 0, 0 FROM own
        ) AS curve CROSS JOIN everybody e GROUP BY 1
      ), lines AS (
        -- A hair less than the quantile is enough: the sums are of fractions.
        SELECT currency, quantile, min(days) FILTER (WHERE customers >= quantile * all_customers) AS days_so_far,
          min(days) FILTER (WHERE rate >= quantile * all_rate - 1e-12 AND all_rate > 0) AS days
        FROM reached CROSS JOIN unnest(ARRAY[0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]) AS quantile GROUP BY 1, 2
      )
      SELECT * FROM (
        SELECT currency, quantile, days_so_far, days, NULL::numeric AS people, NULL::numeric AS customers,
          NULL::numeric AS net, NULL::bigint AS customers_to_come, NULL::bigint AS net_to_come,
          NULL::numeric AS complete, false AS is_total
        FROM lines
        UNION ALL
        SELECT currency, NULL, NULL, NULL, CASE WHEN currency = (SELECT own.currency FROM own) THEN e.people END,
          customers, net, customers_to_come::bigint, net_to_come::bigint,
          round(customers / nullif(customers + customers_to_come::numeric, 0), 4), true
        FROM totals CROSS JOIN everybody e
      ) AS everything
      ORDER BY is_total, currency <> (SELECT own.currency FROM own), currency, quantile
      """
    })
}
