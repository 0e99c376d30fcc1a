import Records
import Referrals

/// A report's result as a table for people: amounts in major units, days and names as they are.
struct ReportTable {
  private let result: ReportResult

  init(_ result: ReportResult) { self.result = result }

  /// The table in lines. Where it is too wide, ids and columns without anything in them are left out first, and named
  /// at the end.
  func lines(in terminal: Terminal) -> [String] {
    let whole = table(of: Array(result.columns.indices))
    let lines = whole.lines(in: terminal.unlimited)
    guard let width = terminal.width, lines.contains(where: { $0.columns > width }) else {
      return whole.lines(in: terminal)
    }
    let shown = result.columns.indices.filter { result.columns[$0].kind != .id && !isEmpty($0) }
    let left = result.columns.indices.filter { !shown.contains($0) }.map { result.columns[$0].title }
    let note = left.isEmpty ? [] : ["", "Left out here: \(left.joined(separator: ", ")). --format csv has everything."]
    return table(of: shown).lines(in: terminal) + note.flatMap { terminal.wrapped($0) }.map { terminal.faint($0) }
  }

  /// Whether a column of numbers has none but zeros.
  private func isEmpty(_ place: Int) -> Bool {
    result.columns[place].isNumber
      && (result.rows + result.totals).allSatisfy { $0[place] == .integer(0) || $0[place] == .null }
  }

  private func table(of places: [Int]) -> TextTable {
    // What rows are known by: the columns before the first number.
    let keys = result.columns.firstIndex(where: \.isNumber) ?? result.columns.count
    return TextTable(
      columns: places.map { place in
        let column = result.columns[place]
        return TextTable.Column(
          title: column.title, isNumber: column.isNumber, isCroppable: column.kind == .text, isKey: place < keys)
      },
      rows: result.rows.map { row in places.map { text(row, $0) } },
      totals: result.totals.map { row in
        var cells = places.map { text(row, $0) }
        if let blank = cells.firstIndex(of: "") { cells[blank] = "Total" }
        return cells
      })
  }

  private func text(_ row: [ReportValue], _ place: Int) -> String {
    switch row[place] {
    case .null: ""
    case .text(let text): text.printable
    case .integer(let number): amount(number, in: row, of: result.columns[place])
    case .decimal(let digits): result.columns[place].kind == .share ? percent(digits) : digits
    }
  }

  /// A part of a whole in percent, to a tenth.
  private func percent(_ digits: String) -> String {
    guard let share = Double(digits) else { return digits }
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(abs(tenths % 10)) %"
  }

  private func amount(_ number: Int64, in row: [ReportValue], of column: ReportColumn) -> String {
    guard case .money(let name) = column.kind else { return number.formattedForPeople }
    guard let place = result.place(of: name), case .text(let code) = row[place], let currency = Currency(code) else {
      return "\(number) minor units"
    }
    // The currency stands once in the row, in its own column.
    return String(Money(number, currency).description.dropLast(currency.code.count + 1))
  }
}

extension Terminal {
  /// The same without an end of the line.
  fileprivate var unlimited: Terminal { Terminal(width: nil, hasStyles: false) }
}

extension BinaryInteger {
  /// The number with a comma between thousands.
  var formattedForPeople: String {
    var text = ""
    for (index, digit) in String(magnitude).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + String(text.reversed())
  }
}
