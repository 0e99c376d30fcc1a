import Mustache
package import Referrals

/// The programs that somebody with the service's admin key can choose from.
package struct ProgramsPage: Sendable {
  private struct Row {
    let id: String
    let name: String
    let currency: String
    let made: Reader.Stamp
    let isHere: Bool
  }

  private let rows: [Row]
  private let csrf: String

  /// A page from the programs, and the one that is looked at.
  package init(_ programs: [Program], chosen: Program.ID?, csrf: String, reader: Reader) {
    rows = programs.map { program in
      Row(
        id: program.id.description, name: program.name, currency: program.currency.code,
        made: reader.day(program.createdAt), isHere: program.id == chosen)
    }
    self.csrf = csrf
  }

  private static let template = Layout.template(
    """
    <h1>Programs</h1>
    {{^rows}}<p class="empty">There is no program yet. Make one with <code>POST /v1/programs</code> and this key.</p>
    {{/rows}}<ul class="choices">
    {{#rows}}<li><form method="post" action="/console/programs">
    <input type="hidden" name="csrf" value="{{csrf}}"><input type="hidden" name="program" value="{{id}}">
    <button class="choice"{{#isHere}} aria-current="true"{{/isHere}}><strong>{{name}}</strong>
    <span class="muted">{{currency}}, since <time datetime="{{made.iso}}">{{made.text}}</time></span></button>
    </form></li>
    {{/rows}}</ul>

    """)

  /// The page as HTML, without what the console has around it.
  package var content: String { Self.template.render(Values(rows: rows, csrf: csrf)) }

  private struct Values {
    let rows: [Row]
    let csrf: String
  }
}
