package import Referrals

/// One cell of a report.
package enum ReportValue: Hashable, Sendable {
  /// Words, an id, a day or a currency.
  case text(String)
  /// A count, or an amount in minor units.
  case integer(Int64)
  /// A decimal number, in decimal notation: `-0.125`.
  case decimal(String)
  /// Nothing: the column does not apply to the row.
  case null

  init(_ text: String?) { self = text.map(Self.text) ?? .null }
  init(_ integer: Int64?) { self = integer.map(Self.integer) ?? .null }
}

/// What a report says about one program and one stretch of time.
package struct ReportResult: Hashable, Sendable {
  /// The columns, in their order.
  package let columns: [ReportColumn]
  /// The rows, each with a value for every column.
  package let rows: [[ReportValue]]
  /// One row for each currency, the program's first: amounts of different currencies are never added. They cover what
  /// a limit leaves out of the rows too.
  package let totals: [[ReportValue]]
  /// The moment it tells of, where that is not now: see ``Summaries``.
  package let asOf: Timestamp?

  /// A result from its parts.
  package init(columns: [ReportColumn], rows: [[ReportValue]], totals: [[ReportValue]], asOf: Timestamp? = nil) {
    self.asOf = asOf
    self.columns = columns
    self.rows = rows
    self.totals = totals
  }

  /// The same, of which it is said of what moment it tells.
  package func `as`(of moment: Timestamp) -> ReportResult {
    ReportResult(columns: columns, rows: rows, totals: totals, asOf: moment)
  }

  /// The place of a column; nil where there is none of that name.
  package func place(of column: String) -> Int? { columns.firstIndex { $0.name == column } }
}
