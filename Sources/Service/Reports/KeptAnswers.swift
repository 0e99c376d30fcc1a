import Postgres
import Records
import Referrals

/// Something that may take long to work out, and that the same people ask again and again.
protocol KeptQuestion: Hashable, Sendable {
  associatedtype Answer: Sendable

  /// Whose numbers it is about.
  var program: Program.ID { get }

  /// Works the answer out, beside those who ask for others meanwhile.
  @concurrent func answer(at now: Timestamp, in pool: Pool) async throws -> Answer

  /// How many rows an answer has, by which it takes up room.
  static func rows(of answer: Answer) -> Int
}

/// Answers that took long to work out, kept so that whoever asks again has one at once: it says of which moment it tells,
/// and is renewed behind the reader's back when it has become old. What takes less than a tenth of a
/// second is always worked out, and so is whatever is asked of a program that has not much to add up.
actor KeptAnswers<Question: KeptQuestion> {
  private struct Kept {
    let answer: Question.Answer
    let at: Timestamp
    let took: Duration
  }

  /// An answer that took less is not kept.
  private let least: Duration
  /// Nor is one of a program with fewer clicks and conversions.
  private let size: Int
  /// How many rows are kept in all.
  private let room: Int
  /// An answer that is older than this serves nobody.
  private let oldest: Duration = .hours(24)

  private var answers: [Question: Kept] = [:]
  private var underWay: [Question: Task<Question.Answer, any Error>] = [:]

  init(least: Duration = .milliseconds(100), size: Int = 100_000, room: Int) {
    self.least = least
    self.size = size
    self.room = room
  }

  /// The answer, and the moment that it tells of, where that is not now. One is renewed when it is twenty times as old as
  /// it took.
  func answer(
    to question: Question, at now: Timestamp, in pool: Pool
  ) async throws -> (answer: Question.Answer, asOf: Timestamp?) {
    if let kept = answers[question], now - kept.at < oldest {
      if now - kept.at > kept.took * 20 { _ = work(out: question, at: now, in: pool) }
      return (kept.answer, kept.at)
    }
    return (try await work(out: question, at: now, in: pool).value, nil)
  }

  /// Works an answer out, or joins those who wait for it.
  private func work(out question: Question, at now: Timestamp, in pool: Pool) -> Task<Question.Answer, any Error> {
    if let task = underWay[question] { return task }
    let task = Task {
      defer { underWay[question] = nil }
      let began = ContinuousClock.now
      let answer = try await question.answer(at: now, in: pool)
      let took = began.duration(to: .now)
      var isKept = took >= least
      if isKept { isKept = try await events(of: question.program, in: pool) >= size }
      keep(isKept ? Kept(answer: answer, at: now, took: took) : nil, for: question)
      return answer
    }
    underWay[question] = task
    return task
  }

  private func events(of program: Program.ID, in pool: Pool) async throws -> Int {
    try await pool.withConnection { try await Summaries.state(of: program, in: $0)?.events ?? 0 }
  }

  private func keep(_ kept: Kept?, for question: Question) {
    answers[question] = kept
    var rows = answers.values.reduce(0) { $0 + Question.rows(of: $1.answer) }
    while rows > room, let (oldest, kept) = answers.min(by: { $0.value.at < $1.value.at }) {
      rows -= Question.rows(of: kept.answer)
      answers[oldest] = nil
    }
  }
}
