import Postgres
import Referrals

/// One thing that has to be so.
package struct AuditCheck: Sendable {
  /// How bad it is where it is not so.
  package enum Severity: Sendable {
    /// Something is wrong.
    case fault
    /// Something is worth a look.
    case warning
  }

  /// What a check looks at.
  struct Context: Sendable {
    let program: Program.ID
    let now: Timestamp
  }

  /// Its name in JSON.
  package let name: String
  /// Its name for people.
  package let title: String
  /// What ``subjects`` counts: one of them, and several.
  package let subject: (one: String, many: String)
  /// Whether it looks at each run that has caught up.
  package let isByRun: Bool
  /// What a deviation means.
  package let severity: Severity
  /// How many there were to check: one row with `checked`.
  let subjects: @Sendable (Context) -> SQL
  /// What is off: rows of `ids` (names and values in turn), `what`, `expected` and `actual`, all text.
  let deviations: @Sendable (Context) -> SQL

  init(
    _ name: String, _ title: String, counting subject: (one: String, many: String), byRun: Bool = false,
    severity: Severity = .fault,
    subjects: @escaping @Sendable (Context) -> SQL, deviations: @escaping @Sendable (Context) -> SQL
  ) {
    self.name = name
    self.title = title
    self.subject = subject
    isByRun = byRun
    self.severity = severity
    self.subjects = subjects
    self.deviations = deviations
  }

  /// Every check, in the order in which they run and are told.
  package static let all: [AuditCheck] = [
    ledgerBalances, ledgerAccounts, ledgerCurrencies, ledgerAdvocates,
    reversals,
    clickCounts, programClickCounts, revenueCounts, creditCounts, advocateCreditCounts,
    audiences, deliveryAttempts, deliveryLeases, settlementsDue,
  ]
}

extension AuditCheck {
  /// How many rows of a program a table has, of the runs that have caught up if it has runs.
  static func count(_ table: String, _ context: Context, byRun: Bool = false) -> SQL {
    let live: SQL = byRun ? " AND \(isSettled(context))" : ""
    return "SELECT count(*) AS checked FROM \(identifier: table) WHERE program_id = \(context.program)\(live)"
  }

  /// A condition on `run`: not one that still counts. A run that is not there at all is no excuse.
  static func isSettled(_ context: Context) -> SQL {
    """
    run NOT IN (SELECT run FROM attribution_runs WHERE program_id = \(context.program) AND status = 'counting')
    """
  }

  /// What the sums that two selections have under the same keys differ by; one that is missing is zero.
  static func differences(
    keys: [(column: String, type: KeyType)], sums: [String], expected: SQL, actual: SQL
  ) -> SQL {
    let ids = keys.map { key in
      key.type == .slice
        ? "'slice', to_char(\(key.column) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        : "'\(key.column)', \(key.column)::text"
    }.joined(separator: ", ")
    let values = sums.map { "('\($0)', coalesce(e.\($0), 0), coalesce(a.\($0), 0))" }.joined(separator: ", ")
    return """
      SELECT ARRAY[\(unsafe: ids)] AS ids, v.what, v.expected::text AS expected, v.actual::text AS actual
      FROM (\(expected)) AS e
      FULL JOIN (\(actual)) AS a USING (\(unsafe: keys.map(\.column).joined(separator: ", ")))
      CROSS JOIN LATERAL (VALUES \(unsafe: values)) AS v (what, expected, actual)
      WHERE v.expected <> v.actual
      """
  }

  /// How a key is shown.
  enum KeyType {
    case plain, slice
  }
}
