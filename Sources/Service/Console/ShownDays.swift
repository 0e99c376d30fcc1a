import Pages
import Postgres
import Records
import Referrals

/// The last days, as many as a page shows, and the periods that it adds them up by.
struct ShownDays: Sendable {
  /// Between how many days one can choose.
  static let choices = [7, 30, 90, 365]

  let count: Int
  let kind: ReportPeriod.Kind
  let periods: [ReportPeriod]
  let zone: ReportZone
  let from: Day
  let to: Day

  /// As many as the query's `days` says, 30 if it says nothing of use; the last of them is today where the reader is.
  init(_ visit: Visit, now: Timestamp) {
    count = visit.query["days"].flatMap { Int($0) }.flatMap { Self.choices.contains($0) ? $0 : nil } ?? 30
    kind = count > 90 ? .week : .day
    zone = visit.reader.zone
    to = zone.day(at: now)
    from = to.advanced(by: 1 - count)
    periods = ReportPeriod.periods(kind, from: from, to: to, in: zone)
  }

  /// From the start of the first day to the end of the last.
  var time: Range<Timestamp> { zone.bounds(from: from, to: to) }

  /// What a period is called, as a heading.
  var title: String { kind == .day ? "Day" : "Week from" }

  /// The same as what is asked of a report.
  func ask() throws(Problem) -> ReportAsk {
    var ask = try ReportAsk(.empty, zone: zone)
    ask.from = from
    ask.to = to
    ask.period = kind
    return ask
  }

  /// Where a report of these days is, as a page or with `csv` behind its name.
  var path: @Sendable (String) -> String {
    { [from, to, kind, zone] name in
      consolePath(
        "/console/reports/\(name)",
        ["from": from.description, "to": to.description, "period": kind.rawValue, "tz": zone.name])
    }
  }
}

extension Visit {
  /// The run whose credits are shown: the one that the query's `run` names, or the current one.
  func run(in connection: Connection) async throws -> Runs.Entry {
    let number = query["run"].flatMap { Int($0) }
    guard let run = try await Runs.choose(run: number, model: nil, program: program.id, in: connection) else {
      throw Problem.notFound("such run")
    }
    return run
  }
}

/// The address of a page of the console with a query; what is empty is left out.
func consolePath(_ path: String, _ query: KeyValuePairs<String, String?>) -> String {
  let pairs = query.compactMap { name, value -> String? in
    guard let value, !value.isEmpty else { return nil }
    return "\(name)=\(Referrals.PercentEncoding.encode(value, keeping: .unreserved))"
  }
  return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
}
