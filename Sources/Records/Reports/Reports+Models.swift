import Postgres
import Referrals

extension Reports {
  /// The models whose runs stand side by side, in the order of the columns.
  private static let compared = [
    ("first_touch", "First touch"), ("last_touch", "Last touch"), ("linear", "Linear"), ("time_decay", "Time decay"),
    ("position_based", "Position"), ("markov", "Markov"), ("shapley", "Shapley"), ("hazard", "Hazard"),
  ]

  /// How near to the truth models come, as `resonance simulate --score` finds; README.md has more of it.
  private static let misplaced: String = {
    let rows = [
      ("0 % / 65 %", "0.20, 0.65, 0.10"), ("60 % / 65 %", "0.53, 0.37, 0.15"), ("90 % / 65 %", "0.86, 0.32, 0.17"),
      ("0 % / 92 %", "0.49, 3.30, 0.27"), ("60 % / 92 %", "0.54, 2.99, 0.43"), ("90 % / 92 %", "0.77, 2.85, 0.50"),
    ]
    return "In simulated worlds where the truth is known (sales without a click / bought anyway), last touch by clicks,"
      + " time decay and hazard put so much in the wrong place, 1 being as much as sharing caused: "
      + rows.map { "\($0.0): \($0.1)" }.joined(separator: "; ") + "."
  }()

  /// What each advocate is credited with by every model that counts the program's conversions.
  package static let models = Report(
    name: "models",
    title: "Models",
    meaning:
      "What each advocate is credited with by every model that has a run, on the same conversions, and by how much that moves; those it matters to most come first.",
    caveat:
      "A rule splits a sale among those who were near it, whether or not anybody caused it; hazard estimates what would not have come anyway. The truth lies between low and high with nine chances in ten, as far as people behave as it supposes. A model without a run has no amounts: begin one with POST /v1/runs. \(misplaced)",
    isRanking: true,
    columns: [
      ReportColumn("advocate_id", .id, "Advocate id"),
      ReportColumn("external_id", .text, "Advocate"),
      ReportColumn("name", .text, "Name"),
      ReportColumn("currency", .currency, "Currency"),
    ] + compared.map { ReportColumn.money($0.0, $0.1) } + [
      .money("hazard_low", "Hazard, low"), .money("hazard_high", "Hazard, high"), .money("moves", "Moves by"),
    ],
    statement: { query in
      func each(_ line: (String) -> String) -> SQL {
        "\(unsafe: compared.map { line($0.0) }.joined(separator: ", "))"
      }
      return """
        WITH own AS (SELECT \(query.currency) AS currency),
        runs AS (
          SELECT DISTINCT ON (model) run, model, fit_version FROM attribution_runs
          WHERE program_id = \(query.program) AND status = 'live' ORDER BY model, is_current DESC, run DESC
        ), sums AS (
          SELECT c.advocate_id, c.currency, r.model, sum(c.direct) + sum(c.exposure) + sum(c.chain) AS total
          FROM runs r JOIN advocate_credit_counts c ON c.run = r.run WHERE \(query.isAsked) GROUP BY 1, 2, 3
        ), lines AS (
          SELECT advocate_id, currency, \(each {
            "CASE WHEN '\($0)' IN (SELECT model FROM runs) THEN coalesce(sum(total) FILTER (WHERE model = '\($0)'), 0) END AS \($0)"
          }), grouping(advocate_id) = 1 AS is_total
          FROM (
            SELECT * FROM sums UNION ALL SELECT NULL, currency, NULL, 0 FROM own
            UNION ALL SELECT NULL, currency, NULL, 0 FROM credit_counts WHERE \(query.isAsked) GROUP BY currency
          ) AS sums
          GROUP BY GROUPING SETS ((advocate_id, currency), (currency))
          HAVING grouping(advocate_id) = 1 OR advocate_id IS NOT NULL
        ), moved AS (
          SELECT *, greatest(\(each { $0 })) - least(\(each { $0 })) AS moves FROM lines
        ), ranked AS (
          SELECT *, row_number() OVER (
            PARTITION BY is_total, currency ORDER BY moves DESC, greatest(\(each { $0 })) DESC, advocate_id) AS place
          FROM moved
        )
        SELECT r.advocate_id, p.external_id, \(query.name(of: "p")) AS name, r.currency, \(each { "r.\($0)" }),
          round(r.hazard * f.low)::bigint AS hazard_low, round(r.hazard * f.high)::bigint AS hazard_high,
          CASE WHEN NOT is_total THEN r.moves END AS moves, r.is_total
        FROM ranked r
        LEFT JOIN advocates a ON a.program_id = \(query.program) AND a.id = r.advocate_id
        LEFT JOIN fit_advocates f ON f.program_id = \(query.program) AND f.model = 'hazard'
          AND f.version = (SELECT fit_version FROM runs WHERE model = 'hazard') AND f.advocate_id = r.advocate_id
        LEFT JOIN people p ON p.program_id = \(query.program) AND p.id = a.person_id
        WHERE r.is_total OR (r.place <= \(query.limit) AND coalesce(\(each { "nullif(r.\($0), 0)" })) IS NOT NULL)
        ORDER BY is_total, r.currency <> (SELECT own.currency FROM own), r.currency, place
        """
    })
}
