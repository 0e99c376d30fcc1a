import Mustache

/// A page of one table.
package struct TablePage: Sendable {
  private let title: String
  private let meaning: String
  private let table: ListTable
  private let reader: Reader

  /// A page from its heading, what the table says, and the table.
  package init(title: String, meaning: String, table: ListTable, reader: Reader) {
    self.title = title
    self.meaning = meaning
    self.table = table
    self.reader = reader
  }

  private struct Values {
    let title: String
    let meaning: String
    let table: String
  }

  private static let template = Layout.template(
    """
    <p class="trail"><a href="/console">Overview</a></p>
    <h1>{{title}}</h1>
    <p class="muted">{{meaning}}</p>
    <section>
    {{{table}}}</section>

    """)

  /// The page as HTML, without what the console has around it.
  package var content: String {
    Self.template.render(Values(title: title, meaning: meaning, table: table.html(for: reader)))
  }
}
