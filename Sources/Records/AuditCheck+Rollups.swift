import Postgres

// Rollups against what they count. A slice is the quarter of an hour in which it happened.
private let slice: SQL = "date_bin('15 minutes', occurred_at, '1970-01-01T00:00:00Z'::timestamptz) AS slice"

extension AuditCheck {
  private static let clicks: SQL = """
    count(*) FILTER (WHERE outcome = 'person') AS people, count(*) FILTER (WHERE outcome = 'repeat') AS repeats,
    count(*) FILTER (WHERE outcome NOT IN ('person', 'repeat')) AS bots
    """

  /// Clicks of each link.
  static let clickCounts = AuditCheck(
    "click_counts", "clicks by link", counting: ("click", "clicks"),
    subjects: { count("clicks", $0) },
    deviations: { context in
      differences(
        keys: [("slice", .slice), ("link_id", .plain), ("advocate_id", .plain)], sums: ["people", "repeats", "bots"],
        expected: """
          SELECT \(slice), link_id, advocate_id, \(clicks) FROM clicks WHERE program_id = \(context.program)
          GROUP BY 1, 2, 3
          """,
        actual: """
          SELECT slice, link_id, advocate_id, sum(people) AS people, sum(repeats) AS repeats, sum(bots) AS bots
          FROM click_counts WHERE program_id = \(context.program) GROUP BY 1, 2, 3
          """)
    })

  /// Clicks of the whole program.
  static let programClickCounts = AuditCheck(
    "program_click_counts", "clicks by program", counting: ("click", "clicks"),
    subjects: { count("clicks", $0) },
    deviations: { context in
      differences(
        keys: [("slice", .slice)], sums: ["people", "repeats", "bots"],
        expected: "SELECT \(slice), \(clicks) FROM clicks WHERE program_id = \(context.program) GROUP BY 1",
        actual: """
          SELECT slice, sum(people) AS people, sum(repeats) AS repeats, sum(bots) AS bots
          FROM program_click_counts WHERE program_id = \(context.program) GROUP BY 1
          """)
    })

  /// Conversions and reversals.
  static let revenueCounts = AuditCheck(
    "revenue_counts", "revenue", counting: ("conversion", "conversions"),
    subjects: { count("conversions", $0) },
    deviations: { context in
      let sums = ["leads", "signups", "sales", "renewals", "gross", "discounts", "reversed"]
      return differences(
        keys: [("slice", .slice), ("currency", .plain)], sums: sums,
        expected: """
          SELECT \(slice), currency, count(*) FILTER (WHERE type = 'lead' OR implied_lead) AS leads,
            count(*) FILTER (WHERE type = 'signup') AS signups, count(*) FILTER (WHERE type = 'sale') AS sales,
            count(*) FILTER (WHERE type = 'renewal') AS renewals, sum(amount) AS gross, sum(discount) AS discounts,
            sum(t.taken) AS reversed
          FROM conversions c
          LEFT JOIN (\(taken(context))) AS t ON t.conversion_external_id = c.external_id
          WHERE c.program_id = \(context.program) GROUP BY 1, 2
          """,
        actual: """
          SELECT slice, currency, \(unsafe: sums.map { "sum(\($0)) AS \($0)" }.joined(separator: ", "))
          FROM revenue_counts WHERE program_id = \(context.program) GROUP BY 1, 2
          """)
    })

  /// The ledger by run and currency.
  static let creditCounts = AuditCheck(
    "credit_counts", "credit", counting: ("ledger entry", "ledger entries"), byRun: true,
    subjects: { count("ledger", $0, byRun: true) },
    deviations: { context in
      differences(
        keys: [("run", .plain), ("slice", .slice), ("currency", .plain)],
        sums: ["direct", "exposure", "chain", "unattributed"],
        expected: """
          SELECT run, slice, currency, sum(balance) FILTER (WHERE kind = 'direct') AS direct,
            sum(balance) FILTER (WHERE kind = 'exposure') AS exposure,
            sum(balance) FILTER (WHERE kind = 'chain') AS chain,
            sum(balance) FILTER (WHERE kind = 'unattributed') AS unattributed
          FROM (
            SELECT l.run, \(slice), c.currency, l.kind, sum(l.amount) AS balance
            FROM ledger l JOIN conversions c ON c.program_id = \(context.program) AND c.id = l.conversion_id
            WHERE l.program_id = \(context.program) AND \(isSettled(context)) GROUP BY 1, 2, 3, 4
          ) AS balances GROUP BY 1, 2, 3
          """,
        actual: """
          SELECT run, slice, currency, sum(direct) AS direct, sum(exposure) AS exposure, sum(chain) AS chain,
            sum(unattributed) AS unattributed
          FROM credit_counts WHERE program_id = \(context.program) AND \(isSettled(context)) GROUP BY 1, 2, 3
          """)
    })

  /// The ledger by run, advocate and currency.
  static let advocateCreditCounts = AuditCheck(
    "advocate_credit_counts", "credit by advocate", counting: ("ledger entry", "ledger entries"), byRun: true,
    subjects: { count("ledger", $0, byRun: true) },
    deviations: { context in
      differences(
        keys: [("run", .plain), ("slice", .slice), ("advocate_id", .plain), ("currency", .plain)],
        sums: ["conversions", "direct", "exposure", "chain"],
        expected: """
          SELECT run, slice, advocate_id, currency, count(*) FILTER (WHERE balance <> 0) AS conversions,
            sum(direct) AS direct, sum(exposure) AS exposure, sum(chain) AS chain
          FROM (
            SELECT l.run, \(slice), l.advocate_id, c.currency, l.conversion_id, sum(l.amount) AS balance,
              sum(l.amount) FILTER (WHERE kind = 'direct') AS direct,
              sum(l.amount) FILTER (WHERE kind = 'exposure') AS exposure,
              sum(l.amount) FILTER (WHERE kind = 'chain') AS chain
            FROM ledger l JOIN conversions c ON c.program_id = \(context.program) AND c.id = l.conversion_id
            WHERE l.program_id = \(context.program) AND l.advocate_id IS NOT NULL AND \(isSettled(context))
            GROUP BY 1, 2, 3, 4, 5
          ) AS balances GROUP BY 1, 2, 3, 4
          """,
        actual: """
          SELECT run, slice, advocate_id, currency, sum(conversions) AS conversions, sum(direct) AS direct,
            sum(exposure) AS exposure, sum(chain) AS chain
          FROM advocate_credit_counts WHERE program_id = \(context.program) AND \(isSettled(context))
          GROUP BY 1, 2, 3, 4
          """)
    })
}
