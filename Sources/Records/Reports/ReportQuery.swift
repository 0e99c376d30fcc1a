package import Referrals

/// What is asked of a report: whose, when, by which days, counted how.
package struct ReportQuery: Hashable, Sendable {
  /// Whose numbers; nobody else's are seen.
  package let program: Program.ID
  /// The first day, in ``zone``.
  package let from: Day
  /// The last day, included.
  package let to: Day
  /// Whose days.
  package let zone: ReportZone
  /// Whose credits: the number of an attribution run.
  package let run: Int
  /// How long the stretches are that a report over time adds up.
  package let period: ReportPeriod.Kind
  /// Whether bots count as clicks. Repeats of a click never do.
  package let includesBots: Bool
  /// How many rows a ranking has at most, for each currency.
  package let limit: Int

  /// The most days that one report covers: ten years.
  package static let maximumDays = 3660
  /// How many days most reports cover that are asked for no first day.
  package static let usualDays = 30
  /// How many rows a ranking has unless asked otherwise.
  package static let usualLimit = 100
  /// The most rows that a ranking can have.
  package static let maximumLimit = 10_000

  /// Something in a query makes no sense: the field of the API, and why.
  package struct Issue: Error, Hashable, Sendable, CustomStringConvertible {
    /// `from`, `to` or `limit`.
    package let field: String
    /// What it has to be.
    package let reason: String
    /// Both in a line.
    package var description: String { "\(field) \(reason)" }
  }

  /// Takes what was asked for. Without `to` the days end today, without `from` they are as many as usual.
  /// - Parameters:
  ///   - days: how many days there are where the first is not given.
  ///   - now: the moment that says which day is today.
  package init(
    program: Program.ID, from: Day? = nil, to: Day? = nil, zone: ReportZone = .utc, run: Int,
    period: ReportPeriod.Kind = .day, includesBots: Bool = false, limit: Int = usualLimit, days: Int = usualDays,
    now: Timestamp
  ) throws(Issue) {
    let today = zone.day(at: now)
    let last = to ?? max(today, from ?? today)
    let first = from ?? max(last.advanced(by: 1 - days), Day(number: 0))
    guard first <= last else { throw Issue(field: "from", reason: "must not be after to (\(first) is after \(last))") }
    guard last.number - first.number < Self.maximumDays else {
      throw Issue(field: "from", reason: "must be at most \(Self.maximumDays) days before to")
    }
    guard (1...Self.maximumLimit).contains(limit) else {
      throw Issue(field: "limit", reason: "must be from 1 to \(Self.maximumLimit)")
    }
    self.program = program
    self.from = first
    self.to = last
    self.zone = zone
    self.run = run
    self.period = period
    self.includesBots = includesBots
    self.limit = limit
  }
}
