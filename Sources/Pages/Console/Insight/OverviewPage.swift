import Mustache
package import Referrals

/// How a program does: today, over time, and what waits for somebody.
package struct OverviewPage: Sendable {
  /// What came to pass in a stretch of a day.
  package struct Totals: Sendable {
    /// What came in of one currency.
    package struct Revenue: Sendable {
      let currency: Currency
      let net: Int64
      let credited: Int64

      /// Amounts in minor units.
      package init(_ currency: Currency, net: Int64, credited: Int64) {
        self.currency = currency
        self.net = net
        self.credited = credited
      }
    }

    let revenue: [Revenue]
    let clicks: Int64
    let leads: Int64
    let sales: Int64

    /// Totals from their parts.
    package init(revenue: [Revenue], clicks: Int64, leads: Int64, sales: Int64) {
      self.revenue = revenue
      self.clicks = clicks
      self.leads = leads
      self.sales = sales
    }
  }

  /// Something that waits for somebody.
  package struct Concern: Sendable {
    let text: String
    let link: String
    let action: String

    /// What it is in a sentence, where it is dealt with, and what that place is called.
    package init(_ text: String, link: String, action: String) {
      self.text = text
      self.link = link
      self.action = action
    }
  }

  /// Revenue of one currency over time, in minor units, by whose doing it was.
  package struct Revenue: Sendable {
    let currency: Currency
    /// By kind of credit: its name, its amount in each period, and where its conversions are listed.
    let kinds: [(name: String, amounts: [Int64], link: String)]

    /// A row of amounts for each kind.
    package init(_ currency: Currency, kinds: [(name: String, amounts: [Int64], link: String)]) {
      self.currency = currency
      self.kinds = kinds
    }
  }

  /// Something that is counted, or added up, over time.
  package struct Measure: Sendable {
    let name: String
    let values: [Int64]
    let currency: Currency?

    /// Counts, or amounts in minor units of a currency.
    package init(_ name: String, _ values: [Int64], currency: Currency? = nil) {
      self.name = name
      self.values = values
      self.currency = currency
    }
  }

  /// A stage of the funnel, how many entered it, and how many of them have gone on to the next.
  package struct Stage: Sendable {
    let name: String
    let meaning: String
    let people: Int64
    let moved: Int64?

    /// A stage from its parts; nobody moves on from the last one.
    package init(_ name: String, meaning: String, people: Int64, moved: Int64?) {
      self.name = name
      self.meaning = meaning
      self.people = people
      self.moved = moved
    }
  }

  /// How many days are shown.
  package var days = 30
  /// Between how many days one can choose.
  package var choices = [7, 30, 90, 365]
  /// The first days of the periods that amounts are added up by.
  package var periods: [Day] = []
  /// What a period is, in a word: `Day`.
  package var period = "Day"
  /// Today, so far.
  package var today: Totals
  /// A week before, until the same time of day.
  package var before: Totals
  /// Until when of that day.
  package var beforeUntil: Timestamp
  /// Each currency's revenue, the program's own first.
  package var revenue: [Revenue] = []
  /// People talking to each other.
  package var talk: [Measure] = []
  /// People talking to you.
  package var response: [Measure] = []
  /// The funnel.
  package var stages: [Stage] = []
  /// Whether what is worked out now and then has been.
  package var isWorkedOut = true
  /// What waits for somebody.
  package var concerns: [Concern] = []
  /// By which model credit is counted.
  package var model = ""
  /// The moment that what is worked out now and then tells of.
  package var asOf: Timestamp?
  /// Where a report of these days is, by its name; behind `name/csv` its file.
  package var files: @Sendable (String) -> String = { "/console/reports/\($0)" }
  /// For whom.
  package var reader: Reader

  /// A page with nothing on it but today.
  package init(today: Totals, before: Totals, beforeUntil: Timestamp, reader: Reader) {
    self.today = today
    self.before = before
    self.beforeUntil = beforeUntil
    self.reader = reader
  }

  private static let template = Layout.template(
    """
    <div class="head"><h1>Overview</h1>
    <nav class="tabs" aria-label="Days shown">{{#choices}}<a href="/console?days={{days}}"{{#isHere}}\
     aria-current="page"{{/isHere}}>{{title}}</a>{{/choices}}</nav></div>

    <h2>Today <small class="muted">beside a week before, until <time datetime="{{until.iso}}">{{until.text}}</time></small></h2>
    <ul class="cards tight">
    {{#cards}}<li class="card"><span class="label">{{label}}</span><span class="figure">{{figure}}</span>
    <span class="versus">{{#change}}<span class="{{tone}}">{{change}}</span> {{/change}}<span class="muted">{{before}} then</span></span></li>
    {{/cards}}</ul>

    {{#hasConcerns}}<section aria-labelledby="attention"><h2 id="attention">Needs attention</h2>
    <ul class="concerns">
    {{#concerns}}<li><span>{{text}}</span> <a href="{{link}}">{{action}}</a></li>
    {{/concerns}}</ul></section>
    {{/hasConcerns}}
    {{#revenue}}<section><div class="head"><h2>Revenue in {{currency}}, by whose doing it was</h2>
    <a href="{{file}}" download>CSV</a></div>
    {{#isEmpty}}<p class="empty">Nothing was sold in these days. Sales come in by
    <code>POST /v1/conversions</code>, or <a href="/console/webhooks">from Stripe, Shopify and others</a>.</p>
    {{/isEmpty}}{{^isEmpty}}<dl class="equation">
    <div class="sum"><dt>Net</dt><dd><a href="{{link}}">{{net}}</a></dd></div>
    {{#parts}}<div><dt><svg class="swatch" width="10" height="10" aria-hidden="true"><rect class="series-{{tone}}" width="10" height="10" rx="2"/></svg>{{name}}</dt>\
    <dd><a href="{{link}}">{{amount}}</a> <small class="muted">{{share}}</small></dd></div>
    {{/parts}}</dl>
    {{{chart}}}{{/isEmpty}}</section>
    {{/revenue}}
    <div class="split">
    {{#sides}}<section><div class="head"><h2>{{title}}</h2><a href="{{file}}" download>CSV</a></div>
    <p class="muted">{{meaning}}</p>
    <div class="scroll"><table class="data measures"><tbody>
    {{#measures}}<tr><th scope="row">{{name}}</th><td class="trend">{{{sparkline}}}</td><td class="num">{{total}}</td></tr>
    {{/measures}}</tbody></table></div></section>
    {{/sides}}</div>

    <section><div class="head"><h2>How far people have come</h2><a href="{{funnelFile}}" download>CSV</a></div>
    {{#funnel}}{{{.}}}{{/funnel}}{{^isWorkedOut}}<p class="empty">Shares, those brought in and stages are
    being worked out for the first time. Look again in a few minutes.</p>
    {{/isWorkedOut}}{{#isIdle}}<p class="empty">Nobody entered a stage in these days. Let advocates share
    their links, and tell of shares by <code>POST /v1/shares</code>.</p>
    {{/isIdle}}<p class="muted">How many people entered each stage in these days for the first time, and how many of them
    have gone on to the next since.{{#asOf}} As of <time datetime="{{iso}}">{{text}}</time>.{{/asOf}}</p></section>
    <p class="muted">Credit is counted by {{model}}. {{#calm}}Nothing needs attention.{{/calm}}</p>

    """)

  private struct Choice {
    let days: Int
    let title: String
    let isHere: Bool
  }

  private struct Card {
    let label: String
    let figure: String
    let before: String
    let change: String?
    let tone: String
  }

  private struct Part {
    let name: String
    let amount: String
    let share: String
    let link: String
    let tone: Int
  }

  private struct Side {
    struct Line {
      let name: String
      let sparkline: String
      let total: String
    }
    let title: String
    let meaning: String
    let file: String
    let measures: [Line]
  }

  private struct Currencies {
    let currency: String
    let file: String
    let link: String
    let net: String
    let parts: [Part]
    let chart: String
    let isEmpty: Bool
  }

  private struct Values {
    let choices: [Choice]
    let until: Reader.Stamp
    let cards: [Card]
    let hasConcerns: Bool
    let calm: Bool
    let concerns: [Concern]
    let revenue: [Currencies]
    let sides: [Side]
    let funnel: String?
    let isWorkedOut: Bool
    let isIdle: Bool
    let funnelFile: String
    let asOf: Reader.Stamp?
    let model: String
  }

  /// The page as HTML, without what the console has around it.
  package var content: String {
    Self.template.render(
      Values(
        choices: choices.map { Choice(days: $0, title: "\($0) days", isHere: $0 == days) },
        until: reader.time(beforeUntil), cards: cards, hasConcerns: !concerns.isEmpty, calm: concerns.isEmpty,
        concerns: concerns, revenue: revenue.map(values), sides: sides, funnel: funnel,
        isWorkedOut: isWorkedOut, isIdle: isWorkedOut && funnel == nil,
        funnelFile: file("funnel"), asOf: asOf.map(reader.time), model: model))
  }

  private func file(_ report: String) -> String { files("\(report)/csv") }

  private var cards: [Card] {
    func card(_ label: String, _ now: Int64, _ then: Int64, _ format: (Int64) -> String) -> Card {
      let change = then > 0 && now != then ? Double(now - then) / Double(then) : nil
      return Card(
        label: label, figure: format(now), before: format(then),
        change: change.map { "\($0 > 0 ? "+" : "−")\(reader.percent(abs($0)))" },
        tone: (change ?? 0) < 0 ? "bad" : "good")
    }
    let money = today.revenue.flatMap { revenue in
      let then = before.revenue.first { $0.currency == revenue.currency }
      let code = today.revenue.count > 1 ? " in \(revenue.currency.code)" : ""
      return [
        card("Net revenue\(code)", revenue.net, then?.net ?? 0) { reader.money($0, revenue.currency) },
        card("Credited to sharing\(code)", revenue.credited, then?.credited ?? 0) {
          reader.money($0, revenue.currency)
        },
      ]
    }
    return money + [
      card("Clicks", today.clicks, before.clicks) { reader.number($0) },
      card("Leads and signups", today.leads, before.leads) { reader.number($0) },
      card("Sales and renewals", today.sales, before.sales) { reader.number($0) },
    ]
  }

  private func values(_ revenue: Revenue) -> Currencies {
    let totals = revenue.kinds.map { $0.amounts.reduce(0, +) }
    let net = totals.reduce(0, +)
    let currency = revenue.currency
    let reader = reader
    let chart = ColumnChart(
      title: "Revenue in \(currency.code) by kind of credit", places: period,
      labels: periods.map { reader.day($0).text },
      series: revenue.kinds.enumerated().map { ChartSeries($1.name, counts: $1.amounts, tone: $0 + 1) },
      hasLegend: false, axis: { reader.axis($0, currency) }, format: { reader.money(Int64($0), currency) })
    return Currencies(
      currency: currency.code, file: file("revenue"),
      link: "/console/conversions?days=\(days)&currency=\(currency.code)",
      net: reader.money(net, currency),
      parts: revenue.kinds.enumerated().map { place, kind in
        Part(
          name: kind.name, amount: reader.money(totals[place], currency),
          share: net > 0 ? reader.percent(Double(totals[place]) / Double(net)) : "", link: kind.link, tone: place + 1)
      },
      chart: chart.html, isEmpty: revenue.kinds.allSatisfy { $0.amounts.allSatisfy { $0 == 0 } })
  }

  private var sides: [Side] {
    func lines(_ measures: [Measure], tone: Int) -> [Side.Line] {
      measures.map { measure in
        let total = measure.values.reduce(0, +)
        let text = measure.currency.map { reader.money(total, $0) } ?? reader.number(total)
        let line = Sparkline(
          title: "\(measure.name) over these days", values: measure.values.map(Double.init), tone: tone)
        return Side.Line(name: measure.name, sparkline: total == 0 ? "" : line.html, total: text)
      }
    }
    return [
      Side(
        title: "People talking to each other", meaning: "It comes first: shares, and who comes by them.",
        file: file("amplification"), measures: lines(talk, tone: 2)),
      Side(
        title: "People talking to you", meaning: "What follows, some days later.", file: file("revenue"),
        measures: lines(response, tone: 1)),
    ]
  }

  private var funnel: String? {
    guard stages.contains(where: { $0.people > 0 }) else { return nil }
    return BarChart(
      title: "People who entered each stage", headings: ("Stage", "People"),
      bars: stages.map { stage in
        let moved = stage.moved.flatMap { moved in
          stage.people > 0 ? "\(reader.percent(Double(moved) / Double(stage.people))) went on" : nil
        }
        return .init(
          stage.name, Double(stage.people), text: reader.number(stage.people),
          note: [stage.meaning, moved].compactMap(\.self).joined(separator: "; "))
      }
    ).html
  }
}

extension Reader {
  /// An amount as short as it can be at a line of a chart: without the decimals that are zero.
  func axis(_ minor: Double, _ currency: Currency) -> String {
    let text = money(Int64(minor), currency)
    guard currency.exponent > 0 else { return text }
    let zeros = String(repeating: "0", count: currency.exponent)
    for point in [".", ","] {
      guard let range = text.ranges(of: point + zeros).last,
        !text[range.upperBound...].prefix(1).contains(where: \.isNumber)
      else { continue }
      return String(text[..<range.lowerBound] + text[range.upperBound...])
    }
    return text
  }
}
