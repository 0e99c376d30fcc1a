import Records

/// What an audit found, a line a check, each deviation below it.
struct AuditPage {
  private let result: AuditResult

  init(_ result: AuditResult) { self.result = result }

  func lines(in terminal: Terminal) -> [String] {
    result.outcomes.flatMap { lines(of: $0, terminal) } + ["", terminal.bold(summary)]
  }

  private func lines(of outcome: AuditResult.Outcome, _ terminal: Terminal) -> [String] {
    let words = ["ok": "ok  ", "off": "OFF ", "warning": "WARN"]
    let word = words[outcome.status] ?? outcome.status
    let off = outcome.isClean ? "" : ", \(Self.count(outcome.deviations, "deviation", "deviations"))"
    let runs = outcome.check.isByRun ? " in \(Self.count(outcome.runs, "run", "runs"))" : ""
    let subject = outcome.check.subject
    let line = "\(word)  \(outcome.check.title): \(Self.count(outcome.checked, subject.one, subject.many))\(runs)\(off)"
    var lines = [outcome.isClean ? line : terminal.bold(line)]
    lines += outcome.examples.map { "      " + Self.line(of: $0) }
    let more = outcome.deviations - outcome.examples.count
    if more > 0 { lines.append("      … and \(more.formattedForPeople) more") }
    return lines
  }

  private static func line(of deviation: AuditDeviation) -> String {
    let ids = [("program", "\(deviation.program)")] + deviation.ids.map { ($0.name, $0.value.printable) }
    return ids.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      + ": \(deviation.what) is \(deviation.actual.printable), should be \(deviation.expected.printable)"
  }

  private var summary: String {
    let programs = Self.count(result.programs, "program", "programs")
    let off = result.outcomes.count { $0.status == "off" }
    return off == 0
      ? "Everything adds up: \(result.outcomes.count) checks of \(programs)."
      : "Out of balance: \(off) of \(result.outcomes.count) checks of \(programs)."
  }

  private static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count.formattedForPeople) \(count == 1 ? one : many)"
  }
}
