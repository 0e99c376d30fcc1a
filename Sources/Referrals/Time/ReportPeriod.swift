/// A stretch of a report's time: days of its zone.
package struct ReportPeriod: Hashable, Sendable {
  /// How long periods are.
  package enum Kind: String, CaseIterable, Codable, Sendable {
    /// One day.
    case day
    /// Monday to Sunday (ISO 8601).
    case week
    /// A month of the calendar.
    case month
  }

  /// The first day.
  package let first: Day
  /// The last day, included.
  package let last: Day
  /// The moments from the start of the first day to the end of the last, the latter not included.
  package let bounds: Range<Timestamp>

  /// The periods of a kind that make up the days from `first` to `last`, those at the edges cut short there; none when
  /// `last` is before `first`.
  package static func periods(_ kind: Kind, from first: Day, to last: Day, in zone: ReportZone) -> [ReportPeriod] {
    var periods: [ReportPeriod] = []
    var start = first
    while start <= last {
      let end = min(kind.end(of: start), last)
      periods.append(ReportPeriod(first: start, last: end, bounds: zone.bounds(from: start, to: end)))
      start = end.advanced(by: 1)
    }
    return periods
  }
}

extension ReportPeriod.Kind {
  /// The first day of the period that a day is in.
  package func start(of day: Day) -> Day {
    switch self {
    case .day: day
    case .week: day.advanced(by: -day.weekday)
    case .month: day.advanced(by: 1 - day.date.day)
    }
  }

  /// The last day of the period that a day is in.
  package func end(of day: Day) -> Day {
    switch self {
    case .day: day
    case .week: day.advanced(by: 6 - day.weekday)
    case .month: day.advanced(by: Day.length(ofMonth: day.date.month, in: day.date.year) - day.date.day)
    }
  }
}

extension Day {
  /// Days since Monday: 0 on Monday, 6 on Sunday. 1970-01-01 was a Thursday.
  package var weekday: Int { ((number + 3) % 7 + 7) % 7 }
}
