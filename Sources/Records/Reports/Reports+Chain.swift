import Postgres
import Referrals

extension Reports {
  /// What became of those who were brought in.
  package static let chain = Report(
    name: "chain",
    title: "Chain",
    meaning:
      "Advocates by generation (how many recruiters are above them), how many each generation brought in (K: how many a head), and what the credit of its advocates came to. In all: how many trees, how deep, how far two of one tree are apart on average (virality: near 2 for a broadcast, more for long chains), and the median days from joining to bringing somebody in.",
    caveat:
      "Advocates and trees are as they stand, joined and credit are of these days. One conversion may be credited to several generations, so conversions are not added up.",
    isSummary: true,
    usualDays: 365,
    columns: [
      ReportColumn("generation", .integer, "Generation"),
      ReportColumn("currency", .currency, "Currency"),
      ReportColumn("advocates", .integer, "Advocates"),
      ReportColumn("joined", .integer, "Joined"),
      ReportColumn("brought_in", .integer, "Brought in"),
      ReportColumn("k", .number, "K"),
      ReportColumn("conversions", .integer, "Conversions"),
      .money("direct", "Direct"),
      .money("exposure", "Exposure"),
      .money("chain", "Chain"),
      .money("total", "Total"),
      ReportColumn("trees", .integer, "Trees"),
      ReportColumn("depth", .integer, "Depth"),
      ReportColumn("virality", .number, "Virality"),
      ReportColumn("cycle_days", .number, "Cycle days"),
    ],
    statement: { query in
      let bounds = query.zone.bounds(from: query.from, to: query.to)
      return """
        WITH own AS (SELECT \(query.currency) AS currency),
        sizes AS (
          SELECT generation, sum(joined) AS advocates,
            coalesce(sum(joined) FILTER (WHERE slice >= \(bounds.lowerBound) AND slice < \(bounds.upperBound)), 0)
              AS joined
          FROM generation_counts WHERE program_id = \(query.program) GROUP BY 1
        ), credit AS (
          SELECT generation, currency, sum(conversions) AS conversions, sum(direct) AS direct,
            sum(exposure) AS exposure, sum(chain) AS chain
          FROM generation_credit_counts WHERE \(query.isAsked) AND run = \(query.run) GROUP BY 1, 2
        ), lines AS (
          SELECT generation, own.currency, advocates, joined,
            coalesce(lead(advocates) OVER (ORDER BY generation), 0) AS brought_in, 0 AS conversions, 0 AS direct,
            0 AS exposure, 0 AS chain
          FROM sizes CROSS JOIN own
          UNION ALL
          SELECT generation, currency, NULL, NULL, NULL, conversions, direct, exposure, chain FROM credit
          WHERE conversions <> 0 OR direct <> 0 OR exposure <> 0 OR chain <> 0
          UNION ALL
          -- Of no generation: a total of the program's own currency, whatever happened.
          SELECT NULL, currency, 0, 0, 0, 0, 0, 0, 0 FROM own
        ), sums AS (
          SELECT generation, currency, sum(advocates) AS advocates, sum(joined) AS joined,
            sum(brought_in) AS brought_in, sum(conversions) AS conversions, sum(direct) AS direct,
            sum(exposure) AS exposure, sum(chain) AS chain, grouping(generation) = 1 AS is_total
          FROM lines GROUP BY GROUPING SETS ((generation, currency), (currency))
          HAVING grouping(generation) = 1 OR generation IS NOT NULL
        )
        SELECT generation, s.currency, s.advocates, joined, brought_in,
          round(brought_in / nullif(s.advocates, 0), 4) AS k, CASE WHEN NOT is_total THEN conversions END AS conversions,
          direct, exposure, chain, direct + exposure + chain AS total, t.trees, t.depth,
          round(t.virality::numeric, 4) AS virality, round(t.cycle_days::numeric, 2) AS cycle_days, is_total
        FROM sums s
        LEFT JOIN referral_trees t
          ON t.program_id = \(query.program) AND is_total AND s.currency = (SELECT own.currency FROM own)
        ORDER BY is_total, generation, s.currency <> (SELECT own.currency FROM own), s.currency
        """
    })
}
