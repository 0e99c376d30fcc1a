import Postgres
import Referrals

extension ReportQuery {
  /// The stretches of time, one after another without gaps.
  var periods: [ReportPeriod] { ReportPeriod.periods(period, from: from, to: to, in: zone) }

  /// A condition: the row is of this program, and its slice begins within the days asked for.
  var isAsked: SQL {
    let bounds = zone.bounds(from: from, to: to)
    return "program_id = \(program) AND slice >= \(bounds.lowerBound) AND slice < \(bounds.upperBound)"
  }

  /// A condition: the row is of this program, and its day of UTC among the days asked for.
  func isAskedByDay(_ column: String) -> SQL {
    """
    program_id = \(program)
      AND \(unsafe: column) BETWEEN \(from.description)::text::date AND \(to.description)::text::date
    """
  }

  /// A number: the clicks of a row of a click rollup.
  var clicks: SQL { includesBots ? "people + bots" : "people" }

  /// A text: what a person, by the alias of its row, is called, unless it said that it is not to be named.
  func name(of person: String) -> SQL {
    "CASE WHEN \(Consents.isNamed("\(unsafe: person).id", or: "true", program: program)) THEN \(unsafe: person).name END"
  }

  /// A text: the program's own currency.
  var currency: SQL { "(SELECT currency FROM programs WHERE program_id = \(program))" }
}
