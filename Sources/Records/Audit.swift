package import Postgres
package import Referrals

/// Recomputes every balance from what it was made of, and says what is off. Reads only, everything at one moment, so
/// that it can run beside a service that writes.
package enum Audit {
  /// How many deviations of each check in each program are told in full; all are counted.
  package static let usualExamples = 20

  /// Checks these programs, or every program, one after another: each by statements of its own, whose rows stay in the
  /// database but for the deviations that are told.
  /// - Parameters:
  ///   - now: the moment that settlements are late by.
  ///   - begun: hears of each program before it is checked, with how many there are.
  package static func run(
    programs: [Program.ID]? = nil, examples: Int = usualExamples, at now: Timestamp, in pool: Pool,
    begun: (_ program: Program.ID, _ number: Int, _ count: Int) -> Void = { _, _, _ in }
  ) async throws -> AuditResult {
    try await pool.transaction(isolation: .repeatableRead) { connection in
      try await connection.execute("SET TRANSACTION READ ONLY")
      try await connection.execute("SET LOCAL work_mem = '64MB'")
      let all = try await Programs.all(in: connection).map(\.id)
      let programs = programs.map { chosen in all.filter(chosen.contains) } ?? all
      var result = AuditResult(programs: programs.count)
      for (index, program) in programs.enumerated() {
        begun(program, index + 1, programs.count)
        let context = AuditCheck.Context(program: program, now: now)
        let runs = try await Runs.all(program: program, in: connection).count(where: \.isLive)
        for (place, check) in AuditCheck.all.enumerated() {
          let checked = try await connection.query(check.subjects(context)).only.decode("checked", as: Int.self)
          let rows = try await connection.query(limited(check.deviations(context), to: examples))
          result.outcomes[place].checked += checked
          result.outcomes[place].runs += runs
          result.outcomes[place].deviations += try rows.first?.decode("deviations", as: Int.self) ?? 0
          result.outcomes[place].examples += try rows.map { try AuditDeviation(row: $0, program: program) }
        }
      }
      return result
    }
  }

  private static func limited(_ deviations: SQL, to limit: Int) -> SQL {
    """
    SELECT ids, what, expected, actual, count(*) OVER () AS deviations FROM (\(deviations)) AS off
    ORDER BY ids, what LIMIT \(max(1, limit))
    """
  }
}
