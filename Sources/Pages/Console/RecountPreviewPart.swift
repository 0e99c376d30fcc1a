import Mustache
package import Referrals

/// What another way of counting would change, on the latest conversions: a part of a page, also fetched by itself.
package struct RecountPreviewPart: Sendable {
  private let summary: String
  private let tables: [String]
  private let recount: Recount?

  /// The way to have it counted so: what was chosen, to be sent back.
  package struct Recount: Sendable {
    let model: String
    let windowDays: String
    let halfLifeDays: String
    let csrf: String

    /// What was chosen, and what forms of the session carry.
    package init(model: String, windowDays: String, halfLifeDays: String, csrf: String) {
      self.model = model
      self.windowDays = windowDays
      self.halfLifeDays = halfLifeDays
      self.csrf = csrf
    }
  }

  /// An amount as it stands and as it would.
  package struct Change: Sendable {
    let now: Int64
    let then: Int64

    /// An amount as it stands and as it would, in minor units.
    package init(now: Int64, then: Int64) {
      self.now = now
      self.then = then
    }
  }

  /// One currency.
  package struct Part: Sendable {
    let currency: Currency
    let kinds: [(String, Change)]
    let advocates: [(name: String, path: String, Change)]

    /// What changes in one currency.
    /// - Parameters:
    ///   - kinds: by what credit is for.
    ///   - advocates: by whose it is, in the order they are shown.
    package init(currency: Currency, kinds: [(String, Change)], advocates: [(name: String, path: String, Change)]) {
      self.currency = currency
      self.kinds = kinds
      self.advocates = advocates
    }
  }

  /// A preview.
  /// - Parameters:
  ///   - conversions: on how many it is seen.
  ///   - since: when the earliest of them was stored.
  ///   - recount: nil where the reader may not have it counted so.
  package init(conversions: Int, since: Timestamp?, parts: [Part], recount: Recount?, reader: Reader) {
    self.recount = recount
    guard let since, conversions > 0 else {
      summary = "No conversion has brought revenue yet: there is nothing to count."
      tables = []
      return
    }
    summary = "On the latest \(reader.number(conversions)) conversions, since \(reader.day(since).text):"
    tables = parts.flatMap { part in
      [
        Self.table("By kind of credit, \(part.currency.code)", part.kinds.map { ($0.0, nil, $0.1) }, part, reader),
        Self.table(
          "Advocates for whom it changes most, \(part.currency.code)",
          part.advocates.map { ($0.name, $0.path, $0.2) }, part, reader),
      ]
    }
  }

  private static func table(
    _ caption: String, _ lines: [(String, String?, Change)], _ part: Part, _ reader: Reader
  ) -> String {
    var table = ListTable(
      [
        TableColumn("name", ""), TableColumn("now", "Now", isNumber: true), TableColumn("then", "Then", isNumber: true),
        TableColumn("change", "Change", isNumber: true),
      ], caption: caption, empty: "It would change nothing for any advocate.")
    table.rows = lines.map { name, path, change in
      [
        .text(name, link: path), .money(change.now, part.currency), .money(change.then, part.currency),
        .change(change.then - change.now, part.currency),
      ]
    }
    return table.html(for: reader)
  }

  private static let template = Layout.template(
    """
    <p>{{summary}}</p>
    <div class="split">
    {{#tables}}<div>{{{.}}}</div>
    {{/tables}}</div>
    {{#recount}}<form method="post" action="/console/attribution/recount">
    <input type="hidden" name="csrf" value="{{csrf}}"><input type="hidden" name="model" value="{{model}}">
    <input type="hidden" name="window_days" value="{{windowDays}}">
    <input type="hidden" name="half_life_days" value="{{halfLifeDays}}">
    <p class="buttons"><button class="button primary" name="current" value="true">Recount by this</button>
    <button class="button" name="current" value="false">Count it beside, to compare</button></p>
    </form>
    {{/recount}}
    """)

  /// The part as HTML.
  package var html: String { Self.template.render(self) }
}
