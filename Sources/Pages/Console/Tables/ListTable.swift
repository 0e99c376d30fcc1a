import Referrals

/// A table of the console: the same rows as HTML and as CSV, so that the file says what the page says.
package struct ListTable: Sendable {
  /// The columns, in their order.
  package var columns: [TableColumn]
  /// The rows, each with a cell for every column.
  package var rows: [[TableCell]]
  /// Sums below, each with a cell for every column, on the page only: whoever sums a column of the file counts nothing
  /// twice.
  package var totals: [[TableCell]] = []
  /// What is in it, in a few words.
  package var caption: String
  /// What to do where there is no row.
  package var empty: String
  /// Where the same is as CSV.
  package var file: String?
  /// Where the page behind this one is.
  package var next: String?
  /// Where the first page is, for one that is not it.
  package var first: String?

  /// A table without rows.
  package init(_ columns: [TableColumn], caption: String, empty: String) {
    self.columns = columns
    rows = []
    self.caption = caption
    self.empty = empty
  }

  /// The same with its first rows alone, as many as a page holds: the caption says so, the sums stay those of all rows,
  /// and the file has them all.
  package func beginning(_ count: Int) -> ListTable {
    guard rows.count > count else { return self }
    var table = self
    table.rows = Array(rows.prefix(count))
    table.caption += "; the first \(count) of \(rows.count) rows, all of which are in the file"
    return table
  }

  /// Comma-separated values (RFC 4180) of all rows: a line of the columns' names first. What a spreadsheet would take
  /// for a formula is disarmed, as in reports.
  package var csv: String {
    let places = columns.indices.filter { columns[$0].place != .page }
    var text = CSVCell.line(places.map { .text(columns[$0].name) })
    for row in rows { text += CSVCell.line(places.map { row[$0].csv }) }
    return text
  }

  /// The table as HTML; in place of one without rows, what to do.
  func html(for reader: Reader) -> String {
    guard !rows.isEmpty else {
      let back = first.map { " <a href=\"\(Markup.text($0))\">Back to the first page</a>" } ?? ""
      return "<p class=\"empty\">\(Markup.text(empty))\(back)</p>\n"
    }
    let places = columns.indices.filter { columns[$0].place != .file }
    func lines(_ rows: [[TableCell]]) -> String {
      rows.map { row in
        let cells = places.map { place in
          let html = row[place].html(for: reader)
          return place == places.first
            ? "<th scope=\"row\">\(html)</th>" : "<td\(columns[place].attribute)>\(html)</td>"
        }
        return "<tr>\(cells.joined())</tr>\n"
      }.joined()
    }
    let foot = totals.isEmpty ? "" : "<tfoot>\n\(lines(totals))</tfoot>\n"
    return """
      <div class="scroll" role="region" aria-label="\(Markup.text(caption))" tabindex="0"><table class="data">
      <caption>\(Markup.text(caption))</caption>
      <thead><tr>\(places.map { columns[$0].heading }.joined())</tr></thead>
      <tbody>
      \(lines(rows))</tbody>
      \(foot)</table></div>
      \(below)
      """
  }

  private var below: String {
    var links: [String] = []
    if let first { links.append("<a class=\"button small\" href=\"\(Markup.text(first))\">First page</a>") }
    if let next { links.append("<a class=\"button small\" href=\"\(Markup.text(next))\" rel=\"next\">Next page</a>") }
    let file = file.map { "<a href=\"\(Markup.text($0))\" download>CSV</a>" } ?? ""
    guard !links.isEmpty || !file.isEmpty else { return "" }
    return "<p class=\"table-foot\"><span class=\"buttons\">\(links.joined())</span>\(file)</p>\n"
  }
}

extension TableColumn {
  fileprivate var attribute: String { isNumber ? " class=\"num\"" : "" }

  fileprivate var heading: String {
    guard let sorting else { return "<th scope=\"col\"\(attribute)>\(Markup.text(title))</th>" }
    let state = sorting.isAscending.map { $0 ? "ascending" : "descending" }
    let arrow = sorting.isAscending.map { " <span aria-hidden=\"true\">\($0 ? "▲" : "▼")</span>" } ?? ""
    return """
      <th scope="col"\(attribute)\(state.map { " aria-sort=\"\($0)\"" } ?? "")>\
      <a href="\(Markup.text(sorting.link))">\(Markup.text(title))\(arrow)</a></th>
      """
  }
}
