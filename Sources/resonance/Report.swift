import ArgumentParser
import Postgres
import Records
import Referrals
import Service

/// `resonance report NAME`.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a report of a program.",
    discussion: """
      Reports:
      \(Reports.all.map { "  \($0.name): \($0.meaning)" }.joined(separator: "\n"))

      Days are those of the time zone, first and last included. Amounts are net of refunds, at the time of their \
      conversion, and currencies are never added up. The table shows major units; json and csv hold minor units.
      """)

  /// How a report is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json, csv
  }

  @Argument(help: "Which report: \(Reports.all.map(\.name).joined(separator: ", ")).")
  var name: String

  @Option(help: "The program's id or name; not needed where there is only one.")
  var program: String?

  @Option(
    help: ArgumentHelp(
      "The first day. (default: 29 days before the last; 364 in lag, cohorts and chain)", valueName: "YYYY-MM-DD"),
    transform: day)
  var from: Day?

  @Option(help: ArgumentHelp("The last day. (default: today)", valueName: "YYYY-MM-DD"), transform: day)
  var to: Day?

  @Option(help: "Whose days: a name of the IANA time zone database, such as Europe/Berlin.", transform: zone)
  var tz = ReportZone.utc

  @Option(help: "Credit by this model, of a run that has caught up. (default: the program's current run)")
  var model: String?

  @Option(help: "Credit by the run of this number.")
  var run: Int?

  @Option(help: "What revenue is added up by: \(ReportPeriod.Kind.names).", transform: Self.period)
  var period: ReportPeriod.Kind = .day

  @Flag(help: "Count the clicks of bots too.")
  var bots = false

  @Option(help: "How many advocates to rank in each currency.")
  var limit = ReportQuery.usualLimit

  @Option(help: "How to write it.")
  var format = Format.table

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard let report = Reports.named(name) else {
      throw ValidationError(
        "There is no report \(name); there are: \(Reports.all.map(\.name).joined(separator: ", ")).")
    }
    // Which program and run it is will be known later; whether the rest makes sense is known now.
    _ = try query(of: Program.ID(high: 0, low: 0), run: 1, days: report.usualDays)
  }

  func run() async throws {
    guard let report = Reports.named(name) else { return }
    let page = try await database.withPool { pool in
      try await self.page(of: report, in: pool)
    }
    switch format {
    case .json: print(page.result.json)
    case .csv: print(page.result.csv, terminator: "")
    case .table: print(page.lines(in: Terminal.standardOutput()).joined(separator: "\n"))
    }
    if !page.run.isLive {
      CommandFailure.say("note: run \(page.run.run) is still counting, its credits are not complete")
    }
  }

  private func page(of report: Records.Report, in pool: Pool) async throws -> ReportPage {
    let (program, run) = try await pool.withConnection { connection in
      let program = try await ProgramChoice.find(self.program, in: connection)
      return (program, try await chosenRun(of: program, in: connection))
    }
    let query = try query(of: program.id, run: run.run, days: report.usualDays)
    let result = try await ReportReading.result(of: report, query, at: .now(), in: pool)
    return ReportPage(report: report, program: program, run: run, query: query, result: result)
  }

  private func query(of program: Program.ID, run: Int, days: Int) throws -> ReportQuery {
    do {
      return try ReportQuery(
        program: program, from: from, to: to, zone: tz, run: run, period: period, includesBots: bots, limit: limit,
        days: days, now: .now())
    } catch {
      throw ValidationError("--\(error).")
    }
  }

  private func chosenRun(of program: Program, in connection: Connection) async throws -> Runs.Entry {
    if let found = try await Runs.choose(run: run, model: model, program: program.id, in: connection) { return found }
    let runs = try await Runs.all(program: program.id, in: connection).reversed().map { entry in
      "\(entry.run) (\(entry.attribution.model)\(entry.isLive ? "" : ", still counting"))"
    }
    let asked = [run.map { "number \($0)" }, model.map { "the model \($0)" }].compactMap { $0 }
    throw CommandFailure(
      .data,
      "\(program.name) has no finished attribution run\(asked.isEmpty ? "" : " of ")\(asked.joined(separator: " and "))"
        + "; there are: \(runs.isEmpty ? "none" : runs.joined(separator: ", ")).")
  }
}

extension Report {
  private static func day(_ text: String) throws -> Day {
    guard let day = Day(text) else { throw ValidationError("must be a day as YYYY-MM-DD, from 1970 on") }
    return day
  }

  private static func zone(_ text: String) throws -> ReportZone {
    guard let zone = ReportZone(text) else {
      throw ValidationError("must be a name of the IANA time zone database, such as Europe/Berlin")
    }
    return zone
  }

  private static func period(_ text: String) throws -> ReportPeriod.Kind {
    guard let period = ReportPeriod.Kind(rawValue: text) else {
      throw ValidationError("must be one of \(ReportPeriod.Kind.names)")
    }
    return period
  }
}

extension ReportPeriod.Kind {
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
