import Mustache

/// The reports there are, each with what it says.
package struct ReportsPage: Sendable {
  /// A report.
  package struct Item: Sendable {
    let name: String
    let title: String
    let meaning: String

    /// A report by its name, title and meaning.
    package init(name: String, title: String, meaning: String) {
      self.name = name
      self.title = title
      self.meaning = meaning
    }
  }

  private let items: [Item]

  /// A page of reports.
  package init(_ items: [Item]) { self.items = items }

  private static let template = Layout.template(
    """
    <h1>Reports</h1>
    <ul class="cards">
    {{#items}}<li class="card"><h2><a href="/console/reports/{{name}}">{{title}}</a></h2><p class="muted">{{meaning}}</p></li>
    {{/items}}</ul>

    """)

  /// The page as HTML, without what the console has around it.
  package var content: String { Self.template.render(self) }
}

/// One report of some days.
package struct ReportPage: Sendable {
  /// Its name in addresses.
  package var name: String
  /// Its heading.
  package var title: String
  /// What it says.
  package var meaning: String
  /// What must not be read into it.
  package var caveat: String
  /// The first day, as `YYYY-MM-DD`.
  package var from: String
  /// The last day.
  package var to: String
  /// Whose days.
  package var zone: String
  /// The moment it tells of, where that is not now.
  package var asOf: Reader.Stamp?
  /// What it says in figures.
  package var table: ListTable
  /// For whom.
  package var reader: Reader

  /// A report from its parts.
  package init(
    name: String, title: String, meaning: String, caveat: String, from: String, to: String, zone: String,
    asOf: Reader.Stamp?, table: ListTable, reader: Reader
  ) {
    self.name = name
    self.title = title
    self.meaning = meaning
    self.caveat = caveat
    self.from = from
    self.to = to
    self.zone = zone
    self.asOf = asOf
    self.table = table
    self.reader = reader
  }

  private static let template = Layout.template(
    """
    <p><a href="/console/reports">All reports</a></p>
    <h1>{{page.title}}</h1>
    <p>{{page.meaning}}</p>
    <form class="filter" action="/console/reports/{{page.name}}">
    <label><span>From</span><input type="date" name="from" value="{{page.from}}"></label>
    <label><span>To</span><input type="date" name="to" value="{{page.to}}"></label>
    <p class="buttons"><button class="button">Show</button></p>
    </form>
    <section>
    {{{table}}}<p class="muted">Days are those of {{page.zone}}.{{#page.asOf}} As of\
     <time datetime="{{iso}}">{{text}}</time>.{{/page.asOf}}</p>
    </section>
    <p class="muted">{{page.caveat}}</p>

    """)

  private struct Values {
    let page: ReportPage
    let table: String
  }

  /// The page as HTML, without what the console has around it.
  package var content: String { Self.template.render(Values(page: self, table: table.html(for: reader))) }
}
