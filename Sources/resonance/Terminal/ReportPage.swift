import Records
import Referrals

/// A report as it stands in a terminal: what it is, what it means, whose and when, and the table.
struct ReportPage {
  let report: Records.Report
  let program: Program
  let run: Runs.Entry
  let query: ReportQuery
  let result: ReportResult

  func lines(in terminal: Terminal) -> [String] {
    var lines = [terminal.bold(report.title)]
    lines += (terminal.wrapped(report.meaning) + terminal.wrapped(report.caveat)).map { terminal.faint($0) }
    lines.append("")
    lines += terminal.wrapped(subject)
    lines.append("")
    if result.rows.isEmpty { lines += terminal.wrapped("Nothing happened in these days.") + [""] }
    lines += ReportTable(result).lines(in: terminal)
    if report.isRanking, result.rows.count >= query.limit {
      lines.append("")
      lines += terminal.wrapped("At most \(query.limit) rows of each currency; the totals cover all.").map {
        terminal.faint($0)
      }
    }
    return lines
  }

  /// Whose, when, and how it was counted.
  private var subject: String {
    let days = query.from == query.to ? "\(query.from)" : "\(query.from) to \(query.to)"
    let asOf = result.asOf.map { ", as of \(Timestamp(seconds: $0.seconds))" } ?? ""
    let bots = query.includesBots ? ", bots included" : ""
    return
      "\(program.name.printable), \(days) (\(query.zone)), run \(run.run) by \(run.attribution.model)\(bots)\(asOf)"
  }
}
