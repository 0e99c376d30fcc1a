import Postgres
import Records
import Referrals

/// Answers that took long to work out, kept so that whoever asks again has one at once: it says of which moment it tells,
/// and is renewed behind the reader's back when it has become old. What takes less than a tenth of a
/// second is always worked out, and so is whatever is asked of a program that has not much to add up.
actor KeptReports {
  private struct Question: Hashable {
    let report: String
    let query: ReportQuery
  }

  private struct Answer {
    let result: ReportResult
    let at: Timestamp
    let took: Duration
  }

  /// An answer that took less is not kept.
  private let least: Duration
  /// Nor is one of a program with fewer clicks and conversions.
  private let size: Int
  /// How many rows are kept in all.
  private static let room = 100_000
  /// An answer that is older than this serves nobody.
  private static let oldest: Duration = .hours(24)

  private var answers: [Question: Answer] = [:]
  private var underWay: [Question: Task<ReportResult, any Error>] = [:]

  init(least: Duration = .milliseconds(100), size: Int = 100_000) {
    self.least = least
    self.size = size
  }

  /// What a report says, now or a while ago. An answer is renewed when it is twenty times as old as it took.
  func result(
    of report: Records.Report, _ query: ReportQuery, at now: Timestamp, in pool: Pool
  ) async throws -> ReportResult {
    let question = Question(report: report.name, query: query)
    if let answer = answers[question], now - answer.at < Self.oldest {
      if now - answer.at > answer.took * 20 { _ = work(out: report, question, at: now, in: pool) }
      return answer.result
    }
    return try await work(out: report, question, at: now, in: pool).value
  }

  /// Works an answer out, or joins those who wait for it.
  private func work(
    out report: Records.Report, _ question: Question, at now: Timestamp, in pool: Pool
  ) -> Task<ReportResult, any Error> {
    if let task = underWay[question] { return task }
    let task = Task {
      defer { underWay[question] = nil }
      let began = ContinuousClock.now
      let result = try await ReportReading.result(of: report, question.query, at: now, in: pool)
      let took = began.duration(to: .now)
      var isKept = took >= least
      if isKept { isKept = try await events(of: question.query.program, in: pool) >= size }
      keep(isKept ? result : nil, for: question, at: now, took: took)
      return result
    }
    underWay[question] = task
    return task
  }

  private func events(of program: Program.ID, in pool: Pool) async throws -> Int {
    try await pool.withConnection { try await Summaries.state(of: program, in: $0)?.events ?? 0 }
  }

  private func keep(_ result: ReportResult?, for question: Question, at now: Timestamp, took: Duration) {
    answers[question] = result.map { Answer(result: $0.as(of: $0.asOf ?? now), at: now, took: took) }
    var rows = answers.values.reduce(0) { $0 + $1.result.rows.count }
    while rows > Self.room, let (oldest, answer) = answers.min(by: { $0.value.at < $1.value.at }) {
      rows -= answer.result.rows.count
      answers[oldest] = nil
    }
  }
}
