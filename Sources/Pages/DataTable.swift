import Mustache

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

  private static let template = Layout.template(
    """
    {{^rows}}<p class="empty">{{empty}}</p>
    {{/rows}}{{#hasRows}}<div class="scroll" tabindex="0" role="region" aria-label="{{caption}}">
    <table class="data">
    <caption>{{caption}}</caption>
    <thead><tr>{{#columns}}<th scope="col"{{#isNumber}} class="num"{{/isNumber}}>{{title}}</th>{{/columns}}</tr></thead>
    <tbody>
    {{#rows}}<tr>{{#cells}}{{#isHead}}<th scope="row">{{/isHead}}{{^isHead}}<td{{#isNumber}} class="num"{{/isNumber}}>{{/isHead}}\
    {{#path}}<a href="{{path}}">{{text}}</a>{{/path}}{{^path}}{{text}}{{/path}}\
    {{#isHead}}</th>{{/isHead}}{{^isHead}}</td>{{/isHead}}{{/cells}}</tr>
    {{/rows}}</tbody>
    {{#hasFoot}}<tfoot>
    {{#foot}}<tr>{{#cells}}<td{{#isNumber}} class="num"{{/isNumber}}>{{text}}</td>{{/cells}}</tr>
    {{/foot}}</tfoot>
    {{/hasFoot}}</table>
    </div>
    {{#csv}}<p class="table-foot"><a href="{{csv}}" download>Download as CSV</a></p>
    {{/csv}}{{/hasRows}}
    """)

  private struct Values {
    let caption: String
    let columns: [Column]
    let rows: [Line]
    let hasRows: Bool
    let foot: [Line]
    let hasFoot: Bool
    let csv: String?
    let empty: String
  }

  /// The table as HTML.
  var html: String {
    Self.template.render(
      Values(
        caption: caption, columns: columns, rows: rows, hasRows: !rows.isEmpty, foot: foot, hasFoot: !foot.isEmpty,
        csv: csv, empty: empty))
  }
}
