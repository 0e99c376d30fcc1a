/// A cell of comma-separated values (RFC 4180), safe to open in a spreadsheet.
package enum CSVCell: Hashable, Sendable {
  /// Text from anywhere. Where a spreadsheet would take it for a formula, an apostrophe goes in front.
  case text(String)
  /// A number that we made, negative or not.
  case integer(Int64)
  /// A decimal number that we made: digits with a point, negative or not.
  case decimal(String)
  /// Nothing.
  case empty

  /// The cell as it stands in the file.
  package var encoded: String {
    switch self {
    case .text(let text): Self.quoted(Self.disarmed(text))
    case .integer(let number): String(number)
    case .decimal(let number): Self.isNumber(number) ? number : Self.quoted(Self.disarmed(number))
    case .empty: ""
    }
  }

  /// A line of the file: the cells between commas, then CR LF.
  package static func line(_ cells: [CSVCell]) -> String {
    cells.map(\.encoded).joined(separator: ",") + "\r\n"
  }

  /// Text that no spreadsheet takes for a formula. Which starts are taken for one: OWASP, "CSV Injection".
  private static func disarmed(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else { return text }
    return "'" + text
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
    let isPadded = text.utf8.first == 0x20 || text.utf8.last == 0x20 || text.utf8.first == 0x27
    guard needsQuotes || isPadded else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func isNumber(_ text: String) -> Bool {
    let digits = text.utf8.first == 0x2d ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { part in !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }
}
