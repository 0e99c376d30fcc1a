import Postgres
import Referrals

extension AuditCheck {
  /// What a conversion's entries add up to, in each run, is what is left of it.
  static let ledgerBalances = AuditCheck(
    "ledger_balances", "ledger balances", counting: ("conversion", "conversions"), byRun: true,
    subjects: { count("conversions", $0) },
    deviations: { context in
      """
      SELECT ARRAY['run', run::text, 'conversion_id', conversion_id::text, 'external_id', coalesce(e.external_id, '?')]
          AS ids,
        'balance' AS what, coalesce(e.net, 0)::text AS expected, coalesce(a.balance, 0)::text AS actual
      FROM (
        SELECT r.run, c.id AS conversion_id, c.external_id, c.amount - coalesce(t.taken, 0) AS net
        FROM conversions c
        CROSS JOIN (
          SELECT run FROM attribution_runs WHERE program_id = \(context.program) AND status = 'live'
        ) AS r
        LEFT JOIN (\(taken(context))) AS t ON t.conversion_external_id = c.external_id
        WHERE c.program_id = \(context.program)
      ) AS e
      FULL JOIN (
        SELECT run, conversion_id, sum(amount) AS balance FROM ledger
        WHERE program_id = \(context.program) AND \(isSettled(context)) GROUP BY 1, 2
      ) AS a USING (run, conversion_id)
      WHERE coalesce(e.net, 0) <> coalesce(a.balance, 0)
      """
    })

  /// What reversals that hold take of each conversion.
  static func taken(_ context: Context) -> SQL {
    """
    SELECT conversion_external_id, sum(amount) AS taken FROM reversals
    WHERE program_id = \(context.program) AND status = 'applied' GROUP BY 1
    """
  }

  /// No account of a conversion is below zero.
  static let ledgerAccounts = AuditCheck(
    "ledger_accounts", "no credit below zero", counting: ("ledger entry", "ledger entries"), byRun: true,
    subjects: { count("ledger", $0, byRun: true) },
    deviations: { context in
      """
      SELECT array_remove(ARRAY['run', run::text, 'conversion_id', conversion_id::text,
          CASE WHEN advocate_id IS NOT NULL THEN 'advocate_id' END, advocate_id::text,
          CASE WHEN touch_id IS NOT NULL THEN 'touch_id' END, touch_id::text], NULL) AS ids,
        kind AS what, '0 or more' AS expected, sum(amount)::text AS actual
      FROM ledger WHERE program_id = \(context.program) AND \(isSettled(context))
      GROUP BY run, conversion_id, kind, hop, advocate_id, touch_id HAVING sum(amount) < 0
      """
    })

  /// Every entry is in its conversion's currency.
  static let ledgerCurrencies = AuditCheck(
    "ledger_currencies", "credits in the currency of their conversion", counting: ("ledger entry", "ledger entries"),
    byRun: true,
    subjects: { count("ledger", $0, byRun: true) },
    deviations: { context in
      """
      SELECT ARRAY['run', run::text, 'conversion_id', conversion_id::text, 'entry_id', l.id::text] AS ids,
        'currency' AS what, c.currency AS expected, l.currency AS actual
      FROM ledger l JOIN conversions c ON c.program_id = l.program_id AND c.id = l.conversion_id
      WHERE l.program_id = \(context.program) AND c.program_id = \(context.program) AND l.currency <> c.currency
        AND \(isSettled(context))
      """
    })

  /// Every advocate who has credit is an advocate of the program.
  static let ledgerAdvocates = AuditCheck(
    "ledger_advocates", "advocates with credit exist", counting: ("advocate", "advocates"),
    subjects: { count("advocates", $0) },
    deviations: { context in
      """
      SELECT ARRAY['advocate_id', l.advocate_id::text, 'conversion_id', min(l.conversion_id::text)] AS ids,
        'advocate' AS what, 'known' AS expected, 'unknown' AS actual
      FROM ledger l
      LEFT JOIN advocates a ON a.program_id = \(context.program) AND a.id = l.advocate_id
      WHERE l.program_id = \(context.program) AND l.advocate_id IS NOT NULL AND a.id IS NULL
      GROUP BY l.advocate_id
      """
    })

  /// Whatever was to be counted again has been, within a minute.
  static let settlementsDue = AuditCheck(
    "settlements_due", "settlements in time", counting: ("waiting", "waiting"), severity: .warning,
    subjects: { count("settlements_due", $0) },
    deviations: { context in
      """
      SELECT ARRAY['conversion_id', conversion_id::text, 'cause', cause] AS ids, 'settlement' AS what,
        'done within a minute' AS expected,
        CASE WHEN failures > 5 THEN 'failed ' || failures || ' times'
          ELSE 'due since ' || to_char(due_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS actual
      FROM settlements_due
      WHERE program_id = \(context.program) AND (due_since < \(context.now - .minutes(1)) OR failures > 5)
      """
    })
}
