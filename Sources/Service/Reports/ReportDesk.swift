import Postgres
import Records
import Referrals

/// Where reports are asked for, by the API and by the console: both read the same answers.
struct ReportDesk: Sendable {
  var environment: Environment
  private let kept = KeptReports()

  init(environment: Environment) { self.environment = environment }

  /// What a report says about a program, and which days and run that is of. A problem names the parameter at fault.
  func read(
    _ report: Records.Report, _ ask: ReportAsk, program: Program.ID
  ) async throws -> (result: ReportResult, query: ReportQuery) {
    let now = environment.now()
    // What makes no sense is refused before anything is looked up.
    _ = try ask.query(of: report, run: 1, program: program, now: now)
    let run = try await environment.database.withConnection { try await ask.run.find(program: program, in: $0) }
    let query = try ask.query(of: report, run: run.run, program: program, now: now)
    return (try await kept.result(of: report, query, at: now, in: environment.database), query)
  }
}

/// What is asked of a report, but for whose it is.
struct ReportAsk: Sendable {
  var from: Day?
  var to: Day?
  var zone = ReportZone.utc
  var period = ReportPeriod.Kind.day
  var includesBots = false
  var limit = ReportQuery.usualLimit
  var run: RunChoice

  /// How revenue can be added up.
  static let periods = ReportPeriod.Kind.allCases.map(\.rawValue)
  /// The names of the parameters that say it.
  static let names = ["from", "to", "tz", "period", "bots", "limit", "model", "run"]

  /// From a query.
  /// - Parameter zone: whose days, where `tz` does not say it.
  init(_ query: Query, zone: ReportZone = .utc) throws(Problem) {
    from = try query.day("from")
    to = try query.day("to")
    self.zone = zone
    if let name = query.text("tz") {
      guard let found = ReportZone(name) else {
        throw Query.invalid("tz", "must be a name of the IANA time zone database, such as Europe/Berlin.")
      }
      self.zone = found
    }
    period = try query.choice("period", of: Self.periods).flatMap(ReportPeriod.Kind.init(rawValue:)) ?? .day
    includesBots = try query.choice("bots", of: ["true", "false"]) == "true"
    limit = try query.integer("limit", in: 1...ReportQuery.maximumLimit) ?? ReportQuery.usualLimit
    run = try RunChoice(query)
  }

  func query(
    of report: Records.Report, run: Int, program: Program.ID, now: Timestamp
  ) throws(Problem) -> ReportQuery {
    do throws(ReportQuery.Issue) {
      return try ReportQuery(
        program: program, from: from, to: to, zone: zone, run: run, period: period, includesBots: includesBots,
        limit: limit, days: report.usualDays, now: now)
    } catch {
      throw Query.invalid(error.field, "\(error.reason).")
    }
  }
}
