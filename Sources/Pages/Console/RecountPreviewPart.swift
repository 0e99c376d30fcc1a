import Mustache
package import Referrals

/// What another way of counting would change, on the latest conversions: a part of a page, also fetched by itself.
package struct RecountPreviewPart: Sendable {
  private let summary: String
  private let tables: [ListTable]
  private let recount: Recount?
  private let reader: Reader

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

  /// What the tables of a currency are about.
  package enum Subject: String, CaseIterable, Sendable {
    /// What credit is for.
    case kinds
    /// Whose it is.
    case advocates
  }

  /// One currency.
  package struct Part: Sendable {
    /// Which.
    package let currency: Currency
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
  ///   - file: where the table of a subject and a currency is as CSV.
  package init(
    conversions: Int, since: Timestamp?, parts: [Part], recount: Recount?,
    file: (Subject, Currency) -> String, reader: Reader
  ) {
    self.recount = recount
    self.reader = reader
    guard let since, conversions > 0 else {
      summary = "No conversion has brought revenue yet: there is nothing to count."
      tables = []
      return
    }
    let count = conversions == 1 ? "conversion" : "\(reader.number(conversions)) conversions"
    summary = (["On the latest \(count), since \(reader.day(since).text):"] + parts.map { $0.words(for: reader) })
      .joined(separator: " ")
    tables = parts.flatMap { part in
      Subject.allCases.map { subject in
        var table = part.table(of: subject)
        table.file = file(subject, part.currency)
        return table
      }
    }
  }

  private static let template = Layout.template(
    """
    <p data-summary>{{summary}}</p>
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

  private struct Values {
    let summary: String
    let tables: [String]
    let recount: Recount?
  }

  /// The part as HTML.
  package var html: String {
    Self.template.render(Values(summary: summary, tables: tables.map { $0.html(for: reader) }, recount: recount))
  }
}

extension RecountPreviewPart.Part {
  /// What changes most, in a sentence.
  fileprivate func words(for reader: Reader) -> String {
    func words(_ name: String, _ change: RecountPreviewPart.Change) -> String {
      let difference = change.then - change.now
      return "\(name) \(difference > 0 ? "+" : "")\(reader.money(difference, currency))"
    }
    let kinds = kinds.filter { $0.1.now != $0.1.then }.map { words($0.0.lowercased(), $0.1) }
    let most = advocates.first.map { ["most for \(words($0.name, $0.2))"] } ?? []
    return (kinds + most).isEmpty
      ? "in \(currency.code) nothing changes." : "\((kinds + most).joined(separator: ", "))."
  }

  /// What would change, as a table.
  package func table(of subject: RecountPreviewPart.Subject) -> ListTable {
    let lines: [(name: String, link: String?, change: RecountPreviewPart.Change)]
    let (column, caption): (TableColumn, String)
    switch subject {
    case .kinds:
      lines = kinds.map { ($0.0, nil, $0.1) }
      (column, caption) = (TableColumn("kind", "Kind"), "By kind of credit")
    case .advocates:
      lines = advocates.map { ($0.name, $0.path, $0.2) }
      (column, caption) = (TableColumn("advocate", "Advocate"), "Advocates for whom it changes most")
    }
    var table = ListTable(
      [
        column, TableColumn("currency", "Currency", place: .file), TableColumn("now", "Now", isNumber: true),
        TableColumn("then", "Then", isNumber: true), TableColumn("change", "Change", isNumber: true),
      ], caption: "\(caption), \(currency.code)", empty: "It would change nothing for any advocate.")
    let most = lines.map { max($0.change.now, $0.change.then) }.max() ?? 0
    table.rows = lines.map { name, link, change in
      [
        .shift(name, link: link, now: change.now, then: change.then, most: most, currency), .text(currency.code),
        .money(change.now, currency), .money(change.then, currency), .change(change.then - change.now, currency),
      ]
    }
    return table
  }
}
