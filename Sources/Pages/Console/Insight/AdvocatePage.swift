import Mustache
package import Referrals

/// One who shares: who it is, whom they brought in and reach, and every credit down to its conversion.
package struct AdvocatePage: Sendable {
  /// A fact about somebody: what it is, and what is known.
  package struct Fact: Sendable {
    let name: String
    let value: TableCell

    /// A fact from its parts.
    package init(_ name: String, _ value: TableCell) {
      self.name = name
      self.value = value
    }
  }

  /// Credit of one currency over time, in minor units.
  package struct Credit: Sendable {
    /// Of which its amounts are.
    package let currency: Currency
    let direct: [Int64]
    let exposure: [Int64]
    let chain: [Int64]

    /// A row of amounts for each kind.
    package init(_ currency: Currency, direct: [Int64], exposure: [Int64], chain: [Int64]) {
      self.currency = currency
      self.direct = direct
      self.exposure = exposure
      self.chain = chain
    }
  }

  /// Whom they reach.
  package struct Reach: Sendable {
    let hops: [Int64]
    let exclusive: Int64
    let came: Int64
    let asOf: Timestamp?

    /// People within 1, 2 and 3 hops; those nobody else reaches; those who came by their links.
    package init(hops: [Int64], exclusive: Int64, came: Int64, asOf: Timestamp?) {
      self.hops = hops
      self.exclusive = exclusive
      self.came = came
      self.asOf = asOf
    }
  }

  /// Their own page.
  package struct Own: Sendable {
    let url: String
    let renewal: ConsoleForm

    /// Where it is, and the form by which it is given another address.
    package init(_ url: String, renewal: ConsoleForm) {
      self.url = url
      self.renewal = renewal
    }
  }

  /// Where the page is.
  package var path: String
  /// What they are called.
  package var name: String
  /// Whether they earn nothing for now.
  package var isPaused = false
  /// What is known of them.
  package var facts: [Fact] = []
  /// Their own page; nil for readers who are not to see it, and where there is none.
  package var own: Own?
  /// How many days are shown.
  package var days = 30
  /// The first days of the periods.
  package var periods: [Day] = []
  /// What a period is, in a word.
  package var period = "Day"
  /// What they were credited, by currency.
  package var credit: [Credit] = []
  /// Their links.
  package var links: ListTable
  /// Whom they reach; nil where it has not been worked out.
  package var reach: Reach?
  /// With whom they share whom they reach.
  package var overlaps: ListTable
  /// Whom they brought in, with those whom these brought in; nil where there is nobody.
  package var ripple: TreeChart.Node?
  /// How many they brought in themselves.
  package var recruits: Int64 = 0
  /// Their credits.
  package var credits: ListTable
  /// For whom.
  package var reader: Reader

  /// A page from what each of them has.
  package init(path: String, name: String, links: ListTable, overlaps: ListTable, credits: ListTable, reader: Reader) {
    self.path = path
    self.name = name
    self.links = links
    self.overlaps = overlaps
    self.credits = credits
    self.reader = reader
  }

  private static let template = Layout.template(
    """
    <p class="trail"><a href="/console/advocates">Advocates</a></p>
    <div class="head"><h1>{{name}}{{#isPaused}} <span class="chip bad">paused</span>{{/isPaused}}</h1>
    <nav class="tabs" aria-label="Days shown">{{#choices}}<a href="{{path}}?days={{days}}"{{#isHere}} aria-current="page"{{/isHere}}>{{title}}</a>{{/choices}}</nav></div>
    <div class="split">
    <section><h2>Who</h2><dl class="facts">
    {{#facts}}<dt>{{name}}</dt><dd>{{{value}}}</dd>
    {{/facts}}</dl></section>
    <section><h2>Reach</h2>
    {{#reach}}<ul class="rings">
    {{#rings}}<li><span class="figure">{{figure}}</span><span class="label">{{label}}</span></li>
    {{/rings}}</ul>
    <p class="muted">Who could see what is shared, not who did; beyond one hop estimated within about 6 %.{{#asOf}}
    As of <time datetime="{{iso}}">{{text}}</time>.{{/asOf}}</p>
    {{{overlaps}}}{{/reach}}{{^reach}}<p class="empty">It is worked out now and then from who follows whom. Tell of that by
    <code>POST /v1/graph/edges</code>.</p>
    {{/reach}}</section></div>
    {{#credit}}<section><div class="head"><h2>Credited in {{currency}}</h2>
    <a href="{{path}}/credit.csv?days={{shown}}&amp;currency={{currency}}" download>CSV</a></div>
    <dl class="equation"><div class="sum"><dt>Total</dt><dd>{{total}}</dd></div>
    {{#parts}}<div><dt><svg class="swatch" width="10" height="10" aria-hidden="true"><rect class="series-{{tone}}" width="10" height="10" rx="2"/></svg>{{name}}</dt><dd>{{amount}}</dd></div>
    {{/parts}}</dl>
    {{{chart}}}</section>
    {{/credit}}{{^credit}}<section><h2>Credited</h2><p class="empty">Nothing in these days. Choose more of them above, or
    let them share the link below.</p></section>
    {{/credit}}
    <section><h2>Links</h2>
    {{{links}}}</section>
    {{#own}}<section aria-labelledby="own-page"><h2 id="own-page">Their own page</h2>
    <div class="copy"><label for="own-address"><span>Its address, for them alone</span>
    <input type="text" id="own-address" value="{{url}}" readonly spellcheck="false" autocomplete="off"></label>
    <button type="button" class="button" data-copy="#own-address" hidden>Copy</button></div>
    <p class="muted">Whoever has it sees what they see, and can leave the program for them. If it came into other hands,
    give the page another address: the old one leads nowhere from then on.</p>
    {{{form}}}</section>
    {{/own}}<section><h2>Brought in{{#recruits}} <small class="muted">{{.}}</small>{{/recruits}}</h2>
    {{#ripple}}<div class="scroll" role="region" aria-label="Whom they brought in" tabindex="0">{{{.}}}</div>
    <p class="table-foot"><span></span><a href="{{path}}/ripple.csv" download>CSV</a></p>
    {{/ripple}}{{^ripple}}<p class="empty">Nobody yet. Whoever becomes an advocate with <code>recruited_by</code> set to
    this one’s id stands here.</p>
    {{/ripple}}</section>
    <section id="credits"><h2>Every credit</h2>
    {{{credits}}}</section>

    """)

  private struct FactValues {
    let name: String
    let value: String
  }

  private struct Ring {
    let figure: String
    let label: String
  }

  private struct ReachValues {
    let rings: [Ring]
    let asOf: Reader.Stamp?
    let overlaps: String
  }

  private struct Part {
    let name: String
    let amount: String
    let tone: Int
  }

  private struct OwnValues {
    let url: String
    let form: String
  }

  private struct CreditValues {
    let currency: String
    let total: String
    let parts: [Part]
    let chart: String
  }

  private struct Choice {
    let path: String
    let days: Int
    let title: String
    let isHere: Bool
  }

  private struct Values {
    let path: String
    let shown: Int
    let name: String
    let isPaused: Bool
    let choices: [Choice]
    let facts: [FactValues]
    let reach: ReachValues?
    let credit: [CreditValues]
    let links: String
    let own: OwnValues?
    let recruits: String?
    let ripple: String?
    let credits: String
  }

  /// The page as HTML, without what the console has around it.
  package var content: String {
    Self.template.render(
      Values(
        path: path, shown: days, name: name, isPaused: isPaused,
        choices: [7, 30, 90, 365].map { Choice(path: path, days: $0, title: "\($0) days", isHere: $0 == days) },
        facts: facts.map { FactValues(name: $0.name, value: $0.value.html(for: reader)) },
        reach: reach.map(values), credit: credit.map(values), links: links.html(for: reader),
        own: own.map { OwnValues(url: $0.url, form: $0.renewal.html) },
        recruits: recruits > 0 ? reader.number(recruits) : nil,
        ripple: ripple.map { TreeChart(title: "Whom \(name) brought in", root: $0).html },
        credits: credits.html(for: reader)))
  }

  private func values(_ reach: Reach) -> ReachValues {
    let labels = ["1 hop", "2 hops", "3 hops"]
    let rings = zip(labels, reach.hops).map { Ring(figure: reader.number($1), label: "within \($0)") }
    return ReachValues(
      rings: rings + [
        Ring(figure: reader.number(reach.exclusive), label: "nobody else reaches"),
        Ring(figure: reader.number(reach.came), label: "came by their links"),
      ], asOf: reach.asOf.map(reader.time), overlaps: overlaps.rows.isEmpty ? "" : overlaps.html(for: reader))
  }

  private func values(_ credit: Credit) -> CreditValues {
    let kinds = [("Direct", credit.direct), ("Exposure", credit.exposure), ("Chain", credit.chain)]
    let currency = credit.currency
    let reader = reader
    let totals = kinds.map { $0.1.reduce(0, +) }
    let chart = ColumnChart(
      title: "Credit in \(currency.code) by kind", places: period, labels: periods.map { reader.day($0).text },
      series: kinds.enumerated().map { ChartSeries($1.0, counts: $1.1, tone: $0 + 1) },
      hasLegend: false, axis: { reader.axis($0, currency) }, format: { reader.money(Int64($0), currency) })
    return CreditValues(
      currency: currency.code, total: reader.money(totals.reduce(0, +), currency),
      parts: kinds.enumerated().map {
        Part(name: $1.0, amount: reader.money(totals[$0], currency), tone: $0 + 1)
      }, chart: chart.html)
  }
}

extension [AdvocatePage.Credit] {
  /// The same as a table, a row for each period and currency.
  /// - Parameter periods: the first day of each.
  package func table(of periods: [Day]) -> ListTable {
    var table = ListTable(
      [
        TableColumn("period", "Period"), TableColumn("currency", "Currency"),
        TableColumn("direct", "Direct", isNumber: true), TableColumn("exposure", "Exposure", isNumber: true),
        TableColumn("chain", "Chain", isNumber: true),
      ], caption: "Credit by kind", empty: "Nothing in these days.")
    table.rows = flatMap { credit in
      periods.indices.map { place in
        [
          .date(periods[place]), .text(credit.currency.code), .money(credit.direct[place], credit.currency),
          .money(credit.exposure[place], credit.currency), .money(credit.chain[place], credit.currency),
        ]
      }
    }
    return table
  }
}
