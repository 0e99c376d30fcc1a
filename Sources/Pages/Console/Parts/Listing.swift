import Mustache
package import Referrals

/// A table of the console: the same rows as HTML and as comma-separated values.
package struct Listing: Sendable {
  /// A column.
  package struct Column: Sendable {
    /// What stands above it.
    package let title: String
    /// Its name in the file.
    package let name: String
    /// Whether it holds numbers, which stand to the right.
    package let isNumber: Bool
    /// Whether only the file has it: what machines need and people don't read.
    package let isForFile: Bool

    /// A column from its names.
    package init(_ title: String, _ name: String, isNumber: Bool = false, isForFile: Bool = false) {
      self.title = title
      self.name = name
      self.isNumber = isNumber
      self.isForFile = isForFile
    }
  }

  /// What a chip says about how things stand.
  package enum Tone: String, Sendable {
    case plain, good, bad
  }

  /// What is in one place of the table.
  package enum Cell: Sendable {
    case text(String)
    /// A text that leads somewhere.
    case link(String, to: String)
    /// What machines call something.
    case code(String)
    /// A state.
    case chip(String, Tone)
    case number(Int)
    /// A moment; nil: it has not come.
    case time(Timestamp?)
    case empty
  }

  /// A row.
  package struct Row: Sendable {
    /// What a box that chooses it sends.
    package let id: String
    /// What it is called where it is chosen.
    package let label: String
    /// One for each column.
    package let cells: [Cell]

    /// A row from its cells.
    package init(id: String = "", label: String = "", _ cells: [Cell]) {
      self.id = id
      self.label = label
      self.cells = cells
    }
  }

  /// What it shows, for those who don't see it.
  package let caption: String
  package let columns: [Column]
  package let rows: [Row]
  /// What stands in its place where there are no rows: what to do next.
  package let empty: String
  /// The name of the boxes by which rows are chosen; nil where none are.
  package let choice: String?

  /// A table from its parts.
  package init(
    caption: String, columns: [Column], rows: [Row], empty: String, choice: String? = nil
  ) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.empty = empty
    self.choice = choice
  }

  /// The table as a file (RFC 4180): times in RFC 3339, numbers as digits.
  package var csv: String {
    var text = CSVCell.line(columns.map { .text($0.name) })
    for row in rows { text += CSVCell.line(row.cells.map(\.file)) }
    return text
  }

  private struct Place {
    let title: String
    let isNumber: Bool
    let html: String
  }

  private struct Line {
    let id: String
    let label: String
    let places: [Place]
  }

  private static let template = Layout.template(
    """
    {{^lines}}<p class="empty">{{empty}}</p>
    {{/lines}}{{#isThere}}<div class="scroll" tabindex="0" role="region" aria-label="{{caption}}">
    <table class="data stacks" role="table">
    <caption class="hidden-text">{{caption}}</caption>
    <thead role="rowgroup"><tr role="row">{{#choice}}<th role="columnheader" class="pick"><span class="hidden-text">Choose</span></th>{{/choice}}\
    {{#columns}}<th role="columnheader" scope="col"{{#isNumber}} class="num"{{/isNumber}}>{{title}}</th>{{/columns}}</tr></thead>
    <tbody role="rowgroup">
    {{#lines}}<tr role="row">{{#choice}}<td role="cell" class="pick"><input type="checkbox" name="{{choice}}" value="{{id}}" aria-label="Choose {{label}}"></td>{{/choice}}\
    {{#places}}<td role="cell" data-title="{{title}}"{{#isNumber}} class="num"{{/isNumber}}>{{{html}}}</td>{{/places}}</tr>
    {{/lines}}</tbody>
    </table>
    </div>
    {{/isThere}}
    """)

  /// The table as HTML, or what to do where there is nothing in it.
  package func html(for reader: Reader) -> String {
    let lines = rows.map { row in
      Line(
        id: row.id, label: row.label,
        places: zip(columns, row.cells).filter { !$0.0.isForFile }.map { column, cell in
          Place(title: column.title, isNumber: column.isNumber, html: cell.html(for: reader))
        })
    }
    return Self.template.render(Shown(values: self, lines: lines))
  }

  private struct Shown {
    let caption: String
    let columns: [Column]
    let lines: [Line]
    let empty: String
    let choice: String?
    let isThere: Bool

    init(values: Listing, lines: [Line]) {
      caption = values.caption
      columns = values.columns.filter { !$0.isForFile }
      self.lines = lines
      empty = values.empty
      choice = values.choice
      isThere = !lines.isEmpty
    }
  }
}

extension Listing.Cell {
  fileprivate var file: CSVCell {
    switch self {
    case .text(let text), .link(let text, _), .code(let text), .chip(let text, _): .text(text)
    case .number(let number): .integer(Int64(number))
    case .time(let time): time.map { .text($0.description) } ?? .empty
    case .empty: .empty
    }
  }

  private struct Values {
    var text: String
    var path = ""
    var tone = ""
  }

  private static let text = Layout.template("{{text}}")
  private static let link = Layout.template(#"<a href="{{path}}">{{text}}</a>"#)
  private static let code = Layout.template("<code>{{text}}</code>")
  private static let chip = Layout.template(#"<span class="chip {{tone}}">{{text}}</span>"#)
  private static let time = Layout.template(#"<time datetime="{{iso}}">{{text}}</time>"#)

  fileprivate func html(for reader: Reader) -> String {
    switch self {
    case .text(let text): Self.text.render(Values(text: text))
    case .link(let text, let path): Self.link.render(Values(text: text, path: path))
    case .code(let text): Self.code.render(Values(text: text))
    case .chip(let text, let tone): Self.chip.render(Values(text: text, tone: tone.rawValue))
    case .number(let number): Self.text.render(Values(text: reader.number(number)))
    case .time(let time): time.map { Self.time.render(reader.time($0)) } ?? "–"
    case .empty: ""
    }
  }
}
