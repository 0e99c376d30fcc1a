/// A table of figures, with the way to its CSV.
package struct DataTable: Sendable {
  /// A heading.
  package struct Column: Sendable {
    let title: String
    let isNumber: Bool

    /// A heading from what it says, and whether figures stand under it.
    package init(_ title: String, isNumber: Bool = false) {
      self.title = title
      self.isNumber = isNumber
    }
  }

  /// What stands in a place.
  package struct Cell: Sendable {
    let text: String
    let path: String?
    /// Set by the column.
    fileprivate(set) var isNumber = false
    /// The first of a row names it.
    fileprivate(set) var isHead = false

    /// A text, and where it leads.
    package init(_ text: String, path: String? = nil) {
      self.text = text
      self.path = path
    }
  }

  private struct Line {
    let cells: [Cell]
  }

  private let caption: String
  private let columns: [Column]
  private let rows: [Line]
  private let foot: [Line]
  private let csv: String?
  private let empty: String

  /// A table.
  /// - Parameters:
  ///   - caption: what it shows.
  ///   - rows: a cell for every column.
  ///   - foot: sums, likewise.
  ///   - csv: where the same is to be had as CSV.
  ///   - empty: what is said in place of a table without rows, and what to do about it.
  package init(
    caption: String, columns: [Column], rows: [[Cell]], foot: [[Cell]] = [], csv: String? = nil, empty: String
  ) {
    self.caption = caption
    self.columns = columns
    self.rows = rows.map { Self.line($0, columns) }
    self.foot = foot.map { Self.line($0, columns) }
    self.csv = csv
    self.empty = empty
  }

  private static func line(_ cells: [Cell], _ columns: [Column]) -> Line {
    Line(
      cells: zip(cells, columns).enumerated().map { place, pair in
        var cell = pair.0
        cell.isNumber = pair.1.isNumber
        cell.isHead = place == 0
        return cell
      })
  }

  /// The table as HTML: written out by hand, since a template looks at every cell by reflection, which takes a tenth of a
  /// second for a few hundred.
  var html: String {
    guard !rows.isEmpty else { return "<p class=\"empty\">\(Markup.text(empty))</p>\n" }
    let caption = Markup.text(caption)
    let heads = columns.map { "<th scope=\"col\"\(Self.kind(isNumber: $0.isNumber))>\(Markup.text($0.title))</th>" }
    var html = """
      <div class="scroll" tabindex="0" role="region" aria-label="\(caption)">
      <table class="data">
      <caption>\(caption)</caption>
      <thead><tr>\(heads.joined())</tr></thead>
      <tbody>

      """
    for row in rows {
      html += "<tr>"
      for cell in row.cells {
        html += cell.isHead ? "<th scope=\"row\">" : "<td\(Self.kind(isNumber: cell.isNumber))>"
        let text = Markup.text(cell.text)
        html += cell.path.map { "<a href=\"\(Markup.text($0))\">\(text)</a>" } ?? text
        html += cell.isHead ? "</th>" : "</td>"
      }
      html += "</tr>\n"
    }
    html += "</tbody>\n"
    if !foot.isEmpty {
      html += "<tfoot>\n"
      for row in foot {
        let cells = row.cells.map { "<td\(Self.kind(isNumber: $0.isNumber))>\(Markup.text($0.text))</td>" }
        html += "<tr>\(cells.joined())</tr>\n"
      }
      html += "</tfoot>\n"
    }
    html += "</table>\n</div>\n"
    if let csv { html += "<p class=\"table-foot\"><a href=\"\(Markup.text(csv))\" download>Download as CSV</a></p>\n" }
    return html
  }

  private static func kind(isNumber: Bool) -> String { isNumber ? " class=\"num\"" : "" }
}
