import Postgres
import Referrals

extension Reports {
  /// Whom each advocate reaches, and what it was worth.
  package static let reach = Report(
    name: "reach",
    title: "Reach",
    meaning:
      "How many different people each advocate's shares can reach, how many of them nobody else reaches, how many came, and what revenue it brought for every thousand reached.",
    caveat:
      "Reach is who could have seen a share, not who did; beyond one hop it is estimated within about 6 %, an overlap within 6 % of both together. It tells of now, clicks and revenue of the days asked for, but for who came: that is since the beginning.",
    isRanking: true, isSummary: true,
    columns: [
      ReportColumn("advocate_id", .id, "Advocate id"),
      ReportColumn("external_id", .text, "Advocate"),
      ReportColumn("name", .text, "Name"),
      ReportColumn("within_1", .integer, "1 hop"),
      ReportColumn("within_2", .integer, "2 hops"),
      ReportColumn("within_3", .integer, "3 hops"),
      ReportColumn("exclusive", .integer, "Exclusive"),
      ReportColumn("overlap_with", .id, "Overlaps most with"),
      ReportColumn("overlap", .integer, "Overlap"),
      ReportColumn("came", .integer, "Came"),
      ReportColumn("currency", .currency, "Currency"),
      .money("revenue", "Revenue"),
      .money("revenue_per_thousand", "Revenue per 1000"),
    ],
    statement: { query in
      """
      WITH own AS (SELECT \(query.currency) AS currency),
      ranked AS (
        SELECT * FROM advocate_reach WHERE program_id = \(query.program)
        ORDER BY within_2 DESC, advocate_id LIMIT \(query.limit)
      ), credit AS (
        SELECT advocate_id, currency, sum(direct) + sum(exposure) + sum(chain) AS revenue
        FROM advocate_credit_counts WHERE \(query.isAsked) AND run = \(query.run) GROUP BY 1, 2
      ), lines AS (
        SELECT r.*, coalesce(c.currency, own.currency) AS currency, coalesce(c.revenue, 0) AS revenue
        FROM ranked r CROSS JOIN own
        LEFT JOIN credit c ON c.advocate_id = r.advocate_id
      ), everything AS (
        SELECT l.advocate_id, p.external_id, \(query.name(of: "p")) AS name, l.within_1, l.within_2, l.within_3,
          l.exclusive, l.overlap_with, l.overlap, l.came, l.currency, l.revenue, false AS is_total
        FROM lines l
        JOIN advocates a ON a.program_id = \(query.program) AND a.id = l.advocate_id
        JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, currency, sum(revenue), true
        FROM (SELECT currency, revenue FROM credit UNION ALL SELECT currency, 0 FROM own) AS sums GROUP BY currency
      )
      SELECT *, (revenue * 1000 / nullif(within_2, 0))::bigint AS revenue_per_thousand FROM everything
      ORDER BY is_total, currency <> (SELECT own.currency FROM own), currency, within_2 DESC, advocate_id
      """
    })
}
