import Mustache
package import Referrals

/// Why a number is what it is: one conversion from what was paid to who is credited, with everything that led there.
package struct ConversionPage: Sendable {
  /// A line of the sum at the top.
  package struct Line: Sendable {
    let name: String
    let note: String
    let amount: Int64
    let tone: Int?
    let isSum: Bool

    /// A line from its parts; a tone where the chart's colours mean it.
    package init(_ name: String, _ amount: Int64, note: String = "", tone: Int? = nil, isSum: Bool = false) {
      self.name = name
      self.amount = amount
      self.note = note
      self.tone = tone
      self.isSum = isSum
    }
  }

  /// Another way in which it is counted.
  package struct Run: Sendable {
    let title: String
    let link: String
    let isHere: Bool

    /// A run from its parts.
    package init(_ title: String, link: String, isHere: Bool) {
      self.title = title
      self.link = link
      self.isHere = isHere
    }
  }

  /// A step of the journey.
  package struct Step: Sendable {
    let time: Timestamp
    let title: String
    let who: String
    let link: String
    let reason: String
    let amount: Int64
    let share: Double
    let isExcluded: Bool

    /// A step from its parts: what happened, by whom, why it brings what it does, and how much that is, with what was
    /// passed up from it.
    package init(
      time: Timestamp, title: String, who: String, link: String, reason: String, amount: Int64, share: Double,
      isExcluded: Bool
    ) {
      self.time = time
      self.title = title
      self.who = who
      self.link = link
      self.reason = reason
      self.amount = amount
      self.share = share
      self.isExcluded = isExcluded
    }
  }

  /// A part of a journey that is too long for one page.
  package struct Part: Sendable {
    let title: String
    let earlier: String?
    let later: String?

    /// Which part it is, and where those before and behind it are.
    package init(title: String, earlier: String?, later: String?) {
      self.title = title
      self.earlier = earlier
      self.later = later
    }
  }

  /// Its external id.
  package var name: String
  /// What it is: `sale`.
  package var type: String
  /// When it happened.
  package var occurredAt: Timestamp
  /// What is known of it.
  package var facts: [AdvocatePage.Fact] = []
  /// What was paid, what was taken back, and what is left.
  package var paid: [Line] = []
  /// Where what is left went.
  package var went: [Line] = []
  /// In which currency all of it is.
  package var currency: Currency
  /// The runs that count it.
  package var runs: [Run] = []
  /// How the run shown counts, in a sentence or two.
  package var method = ""
  /// What led to it, the first first.
  package var steps: [Step] = []
  /// Which part of all that led to it these are, where they are not all.
  package var part: Part?
  /// What to say where nothing did.
  package var noSteps = ""
  /// Who is credited, and why.
  package var credits: ListTable
  /// Where the sum at the top is as CSV.
  package var sumFile: String?
  /// Every entry of the ledger.
  package var ledger: ListTable
  /// For whom.
  package var reader: Reader

  /// A page from what every conversion has.
  package init(
    name: String, type: String, occurredAt: Timestamp, currency: Currency, credits: ListTable, ledger: ListTable,
    reader: Reader
  ) {
    self.name = name
    self.type = type
    self.occurredAt = occurredAt
    self.currency = currency
    self.credits = credits
    self.ledger = ledger
    self.reader = reader
  }

  private static let template = Layout.template(
    """
    <p class="trail"><a href="/console/conversions">Conversions</a></p>
    <div class="head"><h1>{{name}} <span class="chip">{{type}}</span></h1>
    {{#hasRuns}}<nav class="tabs" aria-label="Counted by">{{#runs}}<a href="{{link}}"{{#isHere}} aria-current="page"{{/isHere}}>{{title}}</a>{{/runs}}</nav>
    {{/hasRuns}}</div>
    <div class="split">
    <section><h2>Why this number</h2>
    <table class="sum"><caption class="hidden-text">From what was paid to who is credited</caption><tbody>
    {{#paid}}<tr{{#isSum}} class="total"{{/isSum}}><th scope="row">{{name}}{{#note}} <small class="muted">{{note}}</small>{{/note}}</th><td class="num">{{amount}}</td></tr>
    {{/paid}}</tbody><tbody>
    {{#went}}<tr{{#isSum}} class="total"{{/isSum}}><th scope="row">{{#tone}}<svg class="swatch" width="10" height="10" aria-hidden="true"><rect class="series-{{tone}}" width="10" height="10" rx="2"/></svg>{{/tone}}{{name}}{{#note}} <small class="muted">{{note}}</small>{{/note}}</th><td class="num">{{amount}}</td></tr>
    {{/went}}</tbody></table>
    {{#sumFile}}<p class="table-foot"><span></span><a href="{{.}}" download>CSV</a></p>
    {{/sumFile}}    {{{bar}}}<p class="muted">{{method}}</p></section>
    <section><h2>What happened</h2><dl class="facts">
    {{#facts}}<dt>{{name}}</dt><dd>{{{value}}}</dd>
    {{/facts}}</dl></section></div>
    <section><h2>Who is credited</h2>
    {{{credits}}}</section>
    <section><h2>The journey</h2>
    {{#hasSteps}}<ol class="journey">
    {{#steps}}<li{{#isExcluded}} class="excluded"{{/isExcluded}}><div class="when"><time datetime="{{time.iso}}">{{time.text}}</time></div>
    <div><strong>{{title}}</strong> <a href="{{link}}">{{who}}</a><p class="muted">{{reason}}</p></div>
    <div class="num">{{amount}}{{#share}}<small class="muted">{{share}}</small>{{/share}}</div></li>
    {{/steps}}{{#isLast}}<li class="end"><div class="when"><time datetime="{{end.iso}}">{{end.text}}</time></div>
    <div><strong>{{ending}}</strong></div><div class="num">{{paidText}}</div></li>
    {{/isLast}}</ol>{{#part}}<p class="table-foot"><span class="buttons">{{#earlier}}<a class="button small" href="{{.}}" rel="prev">Earlier touches</a>{{/earlier}}{{#later}}<a class="button small" href="{{.}}" rel="next">Later touches</a>{{/later}}</span>{{title}}</p>{{/part}}{{/hasSteps}}{{^hasSteps}}<p class="empty">{{noSteps}}</p>{{/hasSteps}}</section>
    <section><details><summary>The ledger: every entry, never changed</summary>
    {{{ledger}}}</details></section>

    """)

  private struct LineValues {
    let name: String
    let note: String?
    let amount: String
    let tone: Int?
    let isSum: Bool
  }

  private struct StepValues {
    let time: Reader.Stamp
    let title: String
    let who: String
    let link: String
    let reason: String
    let amount: String
    let share: String?
    let isExcluded: Bool
  }

  private struct FactValues {
    let name: String
    let value: String
  }

  /// What was paid as a table, and where it went; without what these come to.
  package var sum: ListTable {
    var table = ListTable(
      [
        TableColumn("part", "Part"), TableColumn("note", "Note"), TableColumn("currency", "Currency"),
        TableColumn("amount", "Amount", isNumber: true),
      ], caption: "From what was paid to who is credited", empty: "Nothing was paid.")
    table.rows = (paid + went).filter { !$0.isSum }.map { line in
      [.text(line.name), .text(line.note), .text(currency.code), .money(line.amount, currency)]
    }
    return table
  }

  private struct Values {
    let sumFile: String?
    let name: String
    let type: String
    let hasRuns: Bool
    let runs: [Run]
    let paid: [LineValues]
    let went: [LineValues]
    let bar: String
    let method: String
    let facts: [FactValues]
    let credits: String
    let hasSteps: Bool
    let noSteps: String
    let steps: [StepValues]
    let isLast: Bool
    let part: Part?
    let end: Reader.Stamp
    let ending: String
    let paidText: String
    let ledger: String
  }

  /// The page as HTML, without what the console has around it.
  package var content: String {
    Self.template.render(
      Values(
        sumFile: sumFile, name: name, type: type, hasRuns: runs.count > 1, runs: runs, paid: paid.map(values),
        went: went.map(values),
        bar: bar, method: method,
        facts: facts.map { FactValues(name: $0.name, value: $0.value.html(for: reader)) },
        credits: credits.html(for: reader), hasSteps: !steps.isEmpty, noSteps: noSteps, steps: steps.map(values),
        isLast: part?.later == nil, part: part, end: reader.time(occurredAt), ending: "This \(type)",
        paidText: reader.money(paid.first?.amount ?? 0, currency), ledger: ledger.html(for: reader)))
  }

  private func values(_ line: Line) -> LineValues {
    LineValues(
      name: line.name, note: line.note.isEmpty ? nil : line.note, amount: reader.money(line.amount, currency),
      tone: line.tone, isSum: line.isSum)
  }

  private func values(_ step: Step) -> StepValues {
    StepValues(
      time: reader.time(step.time), title: step.title, who: step.who, link: step.link, reason: step.reason,
      amount: reader.money(step.amount, currency), share: step.share > 0 ? reader.percent(step.share) : nil,
      isExcluded: step.isExcluded)
  }

  /// The parts of what is left, side by side.
  private var bar: String {
    let parts = went.filter { $0.tone != nil && $0.amount > 0 }
    let total = parts.reduce(0) { $0 + $1.amount }
    guard total > 0 else { return "" }
    var left = 0.0
    let rects = parts.map { part in
      let width = 100 * Double(part.amount) / Double(total)
      defer { left += width }
      return """
        <rect class="series-\(part.tone ?? 1)" x="\(Markup.coordinate(left))%" width="\(Markup.coordinate(width))%" \
        height="14"/>
        """
    }
    return "<svg class=\"stack\" width=\"100%\" height=\"14\" aria-hidden=\"true\">\(rects.joined())</svg>\n"
  }
}
