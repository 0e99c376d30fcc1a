package import Postgres
import Referrals

/// A report: what it is called, what it says, its columns and the statement that fills them. Page, CSV, JSON and
/// terminal follow from these.
package struct Report: Sendable {
  /// By what it is asked for: `GET /v1/reports/{name}`, `resonance report NAME`.
  package let name: String
  /// Its heading.
  package let title: String
  /// What it says, in a sentence.
  package let meaning: String
  /// What must not be read into it, in a sentence.
  package let caveat: String
  /// Whether it lists so many rows of each currency, the greatest first, and no more: ``ReportQuery/limit``.
  package let isRanking: Bool
  /// Whether it reads what is worked out now and then, and not what is kept up to date with each event: ``Summaries``.
  package let isSummary: Bool
  /// How many days it covers when it is asked for no first day.
  package let usualDays: Int
  /// Its columns, in their order.
  package let columns: [ReportColumn]
  /// The statement, with a column for each of the report's by its name, and `is_total`: false for a row, true for a
  /// total, of which there is one for each currency, if it has totals at all. One statement, so that rows and totals see the same moment. It
  /// reads rollups only, so that it takes as long for a hundred million clicks as for a thousand at the same hours.
  let statement: @Sendable (ReportQuery) -> SQL

  init(
    name: String, title: String, meaning: String, caveat: String, isRanking: Bool = false, isSummary: Bool = false,
    usualDays: Int = ReportQuery.usualDays, columns: [ReportColumn], statement: @escaping @Sendable (ReportQuery) -> SQL
  ) {
    self.name = name
    self.title = title
    self.meaning = meaning
    self.caveat = caveat
    self.isRanking = isRanking
    self.isSummary = isSummary
    self.usualDays = usualDays
    self.columns = columns
    self.statement = statement
  }

  /// Runs the report. Errors are the database's.
  package func result(of query: ReportQuery, in connection: Connection) async throws -> ReportResult {
    let asOf = isSummary ? try await Summaries.state(of: query.program, in: connection)?.computedAt : nil
    var rows: [[ReportValue]] = []
    var totals: [[ReportValue]] = []
    for row in try await connection.query(statement(query)) {
      let values = try columns.map { try $0.value(in: row) }
      if try row.decode("is_total") { totals.append(values) } else { rows.append(values) }
    }
    return ReportResult(columns: columns, rows: rows, totals: totals, asOf: asOf)
  }
}

extension ReportColumn {
  func value(in row: Row) throws(PostgresDecodingError) -> ReportValue {
    switch kind {
    case .text, .currency, .date: ReportValue(try row.decode(name, as: String?.self))
    case .id: ReportValue(try row.decode(name, as: Identifier<Never>?.self)?.description)
    case .integer, .money: ReportValue(try row.decode(name, as: Int64?.self))
    case .number, .share: try row.decode(name, as: String?.self).map(ReportValue.decimal) ?? .null
    }
  }
}
