import Referrals

extension ReportResult {
  /// Comma-separated values (RFC 4180): a line of the columns' names, then the rows; lines end in CR LF. Totals are left
  /// out, so that whoever sums a column does not count twice. Amounts are minor units, as in JSON. Text that a
  /// spreadsheet would take for a formula has an apostrophe in front.
  package var csv: String {
    var text = CSVCell.line(columns.map { .text($0.name) })
    for row in rows { text += CSVCell.line(row.map(\.cell)) }
    return text
  }
}

extension ReportValue {
  fileprivate var cell: CSVCell {
    switch self {
    case .text(let text): .text(text)
    case .integer(let number): .integer(number)
    case .decimal(let digits): .decimal(digits)
    case .null: .empty
    }
  }
}
