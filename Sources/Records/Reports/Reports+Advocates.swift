import Postgres
import Referrals

extension Reports {
  /// Who brought in what.
  package static let advocates = Report(
    name: "advocates",
    title: "Advocates",
    meaning:
      "What each advocate's sharing brought in: by own links, through reach, and through the people they recruited.",
    caveat:
      "One conversion may be credited to several advocates, so conversions are not added up; what nobody brought in stands in the totals.",
    isRanking: true,
    columns: [
      ReportColumn("advocate_id", .id, "Advocate id"),
      ReportColumn("external_id", .text, "Advocate"),
      ReportColumn("name", .text, "Name"),
      ReportColumn("currency", .currency, "Currency"),
      ReportColumn("clicks", .integer, "Clicks"),
      ReportColumn("conversions", .integer, "Conversions"),
      .money("direct", "Direct"),
      .money("exposure", "Exposure"),
      .money("chain", "Chain"),
      .money("unattributed", "Unattributed"),
      .money("total", "Total"),
    ],
    statement: { query in
      """
      WITH own AS (SELECT \(query.currency) AS currency),
      clicks AS (
        SELECT advocate_id, sum(\(query.clicks)) AS clicks FROM click_counts WHERE \(query.isAsked) GROUP BY 1
      ), credit AS (
        SELECT advocate_id, currency, sum(conversions) AS conversions, sum(direct) AS direct, sum(exposure) AS exposure,
          sum(chain) AS chain
        FROM advocate_credit_counts WHERE \(query.isAsked) AND run = \(query.run) GROUP BY 1, 2
      ), lines AS (
        SELECT advocate_id, own.currency, clicks, 0 AS conversions, 0 AS direct, 0 AS exposure, 0 AS chain
        FROM clicks CROSS JOIN own WHERE clicks > 0
        UNION ALL
        SELECT advocate_id, currency, 0, conversions, direct, exposure, chain FROM credit
        WHERE conversions <> 0 OR direct <> 0 OR exposure <> 0 OR chain <> 0
      ), sums AS (
        SELECT advocate_id, currency, sum(clicks) AS clicks, sum(conversions) AS conversions, sum(direct) AS direct,
          sum(exposure) AS exposure, sum(chain) AS chain, sum(direct) + sum(exposure) + sum(chain) AS total
        FROM lines GROUP BY 1, 2
      ), ranked AS (
        SELECT *,
          row_number() OVER (PARTITION BY currency ORDER BY total DESC, clicks DESC, advocate_id) AS place FROM sums
      ), unattributed AS (
        SELECT currency, sum(unattributed) AS unattributed FROM credit_counts
        WHERE \(query.isAsked) AND run = \(query.run) GROUP BY 1
        UNION ALL
        SELECT currency, 0 FROM own
      ), totals AS (
        SELECT currency, clicks, direct, exposure, chain, 0 AS unattributed FROM sums
        UNION ALL
        SELECT currency, 0, 0, 0, 0, unattributed FROM unattributed
      ), everything AS (
        SELECT r.advocate_id, p.external_id, \(query.name(of: "p")) AS name, r.currency, r.clicks, r.conversions, r.direct, r.exposure,
          r.chain, NULL::numeric AS unattributed, r.total, r.place, false AS is_total
        FROM ranked r
        LEFT JOIN advocates a ON a.program_id = \(query.program) AND a.id = r.advocate_id
        LEFT JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
        WHERE r.place <= \(query.limit)
        UNION ALL
        SELECT NULL, NULL, NULL, currency, sum(clicks), NULL, sum(direct), sum(exposure), sum(chain), sum(unattributed),
          sum(direct) + sum(exposure) + sum(chain) + sum(unattributed), NULL, true
        FROM totals GROUP BY currency
      )
      SELECT advocate_id, external_id, name, currency,
        CASE WHEN currency = (SELECT own.currency FROM own) THEN clicks END AS clicks, conversions, direct, exposure,
        chain, unattributed, total, is_total
      FROM everything
      ORDER BY is_total, currency <> (SELECT own.currency FROM own), currency, place
      """
    })
}
