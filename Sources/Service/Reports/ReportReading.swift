package import Postgres
package import Records
package import Referrals

/// Reads reports, and sees to it that there is something to read.
package enum ReportReading {
  /// Where a pass takes no longer than this, whoever reads waits for one.
  private static let shortPass: Duration = .milliseconds(100)

  /// What a report says. Where it needs what is worked out now and then and nothing has been yet, that is done first;
  /// also where it is soon done and was done a while ago. Errors are the database's.
  package static func result(
    of report: Records.Report, _ query: ReportQuery, at now: Timestamp, in pool: Pool
  ) async throws -> ReportResult {
    if report.isSummary {
      let state = try await pool.withConnection { connection in
        try await Summaries.noteReading(at: now, program: query.program, in: connection)
        return try await Summaries.state(of: query.program, in: connection)
      }
      if isOutdated(state, at: now) { try await Summarizing.refresh(query.program, at: now, in: pool) }
    }
    return try await pool.withConnection { try await report.result(of: query, in: $0) }
  }

  private static func isOutdated(_ state: Summaries.State?, at now: Timestamp) -> Bool {
    guard let state else { return true }
    return state.took <= shortPass && now - state.computedAt > state.took * 20
  }
}
