import Postgres
import Records
import Referrals

/// What reports said that took long to work out: see ``KeptAnswers``.
struct KeptReports: Sendable {
  private struct Question: KeptQuestion {
    let report: Records.Report
    let query: ReportQuery

    var program: Program.ID { query.program }

    @concurrent func answer(at now: Timestamp, in pool: Pool) async throws -> ReportResult {
      try await ReportReading.result(of: report, query, at: now, in: pool)
    }

    static func rows(of answer: ReportResult) -> Int { answer.rows.count }

    static func == (left: Question, right: Question) -> Bool {
      left.report.name == right.report.name && left.query == right.query
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(report.name)
      hasher.combine(query)
    }
  }

  private let kept: KeptAnswers<Question>

  init(least: Duration = .milliseconds(100), size: Int = 100_000) {
    kept = KeptAnswers(least: least, size: size, room: 100_000)
  }

  /// What a report says, now or a while ago.
  func result(
    of report: Records.Report, _ query: ReportQuery, at now: Timestamp, in pool: Pool
  ) async throws -> ReportResult {
    let (result, asOf) = try await kept.answer(to: Question(report: report, query: query), at: now, in: pool)
    return asOf.map { result.as(of: result.asOf ?? $0) } ?? result
  }
}
