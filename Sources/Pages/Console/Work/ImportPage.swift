import Mustache

/// Where a file of history is chosen to be taken in.
package struct ImportPage: Sendable {
  /// What is in a file of one kind.
  package struct Kind: Sendable {
    /// A field of it.
    package struct Field: Sendable {
      let name: String
      let isRequired: Bool

      /// A field by its name.
      package init(name: String, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
      }
    }

    let title: String
    let fields: [Field]

    /// A kind from its fields.
    package init(title: String, fields: [Field]) {
      self.title = title
      self.fields = fields
    }
  }

  private let form: ConsoleForm
  private let kinds: [Kind]

  /// A page from its form, and what files may hold.
  package init(form: ConsoleForm, fields: [Kind]) {
    self.form = form
    kinds = fields
  }

  private struct Values {
    let tabs: String
    let form: String
    let table: String
  }

  private static let template = Layout.template(
    """
    <h1>Import a file</h1>
    {{{tabs}}}<section class="narrow">
    <p>Bring a company’s history along, from whatever it used before. What is there already stays as it is, so that a file \
    may be imported again. Endpoints of outgoing webhooks hear nothing of it.</p>
    {{{form}}}<p class="muted">A longer file is imported on the command line: <code>resonance import people people.csv</code>.</p>
    <p><a href="/console/work">Back without importing anything</a></p>
    </section>
    <section>
    <h2>What the files hold</h2>
    {{{table}}}</section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    let table = Listing(
      caption: "What the files hold",
      columns: [.init("File", "file"), .init("Needed", "needed"), .init("Fields", "fields")],
      rows: kinds.map { kind in
        .init([
          .text(kind.title), .text(Self.names(kind.fields.filter(\.isRequired))),
          .text(Self.names(kind.fields.filter { !$0.isRequired })),
        ])
      }, empty: "")
    return Self.template.render(
      Values(tabs: Tabs.webhooks(here: "/console/work").html, form: form.html, table: table.html(for: reader)))
  }

  private static func names(_ fields: [Kind.Field]) -> String { fields.map(\.name).joined(separator: ", ") }
}
