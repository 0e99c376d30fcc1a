import Mustache
package import Referrals

/// What came of an advocate's links.
package struct PortalResults: Sendable {
  /// Clicks and credits over time: what is stored before the first period comes first, then each period.
  package struct Credit: Sendable {
    let currency: Currency
    let conversions: [Int64]
    let direct: [Int64]
    let exposure: [Int64]
    let chain: [Int64]

    /// What was credited in a currency.
    package init(
      _ currency: Currency, conversions: [Int64], direct: [Int64], exposure: [Int64], chain: [Int64]
    ) {
      self.currency = currency
      self.conversions = conversions
      self.direct = direct
      self.exposure = exposure
      self.chain = chain
    }

    var total: Int64 { (direct + exposure + chain).reduce(0, +) }
  }

  /// What came through a link.
  package struct Channel: Sendable {
    let name: String
    let clicks: Int64

    /// A channel from its name and its clicks.
    package init(_ name: String, clicks: Int64) {
      self.name = name
      self.clicks = clicks
    }
  }

  private let periods: ReportPeriod.Kind
  private let starts: [Day]
  private let clicks: [Int64]
  private let came: Int64?
  private let credits: [Credit]
  private let channels: [Channel]

  /// What came of it.
  /// - Parameters:
  ///   - periods: how long each period is.
  ///   - starts: the first day of each period.
  ///   - clicks: before all periods, then in each.
  ///   - came: how many different visitors there were; nil where that has not been worked out yet.
  ///   - credits: by currency, the program's own first.
  ///   - channels: by the links' channels, most clicks first.
  package init(
    periods: ReportPeriod.Kind, starts: [Day], clicks: [Int64], came: Int64?, credits: [Credit], channels: [Channel]
  ) {
    self.periods = periods
    self.starts = starts
    self.clicks = clicks
    self.came = came
    self.credits = credits
    self.channels = channels
  }

  private struct Values {
    let clicks: String
    let came: String?
    let sales: String
    let sums: [Sum]
    let isEmpty: Bool
    let channels: String
    let charts: String
  }

  private struct Sum {
    let total: String
    let direct: String
    let exposure: String
    let chain: String
  }

  private static let template = Layout.template(
    """
    <section aria-labelledby="results">
    <h2 id="results">What came of it</h2>
    <ul class="cards small">
    <li class="card"><span class="figure">{{clicks}}</span><span class="label">clicks</span></li>
    {{#came}}<li class="card"><span class="figure">{{came}}</span><span class="label">people came</span></li>
    {{/came}}<li class="card"><span class="figure">{{sales}}</span><span class="label">sales</span></li>
    {{#sums}}<li class="card money"><span class="figure">{{total}}</span><span class="label">your credit</span></li>
    {{/sums}}</ul>
    {{#isEmpty}}<p class="empty">Nothing yet. Share your link with two or three people who would really like this: \
    what comes of it appears here.</p>
    {{/isEmpty}}{{^isEmpty}}{{#sums}}<dl class="facts sums">
    <dt>By your own links</dt><dd>{{direct}}</dd>
    <dt>By what your followers saw</dt><dd>{{exposure}}</dd>
    <dt>Through those you brought in</dt><dd>{{chain}}</dd>
    </dl>
    {{/sums}}<p class="muted">Credit is the part of what people paid that your sharing brought about, less what was refunded. It is not a bill: how you are thanked for it is between you and the company.</p>
    {{{charts}}}{{{channels}}}{{/isEmpty}}</section>

    """)

  func html(reader: Reader) -> String {
    let sums = credits.map { credit in
      Sum(
        total: reader.money(credit.total, credit.currency),
        direct: reader.money(credit.direct.reduce(0, +), credit.currency),
        exposure: reader.money(credit.exposure.reduce(0, +), credit.currency),
        chain: reader.money(credit.chain.reduce(0, +), credit.currency))
    }
    let sales = credits.flatMap(\.conversions).reduce(0, +)
    let all = clicks.reduce(0, +)
    return Self.template.render(
      Values(
        clicks: reader.number(all), came: came.map { reader.number($0) }, sales: reader.number(sales), sums: sums,
        isEmpty: all == 0 && sales == 0 && credits.allSatisfy { $0.total == 0 }, channels: bars(reader),
        charts: charts(reader)))
  }

  private func bars(_ reader: Reader) -> String {
    let channels = channels.filter { $0.clicks > 0 }
    guard !channels.isEmpty else { return "" }
    return BarChart(
      title: "Clicks by where you shared", headings: ("Link", "Clicks"),
      bars: channels.map { .init($0.name, Double($0.clicks), text: reader.number($0.clicks)) }, tone: 2
    ).html
  }

  /// The first period in which there is something to show.
  private var firstResult: Int {
    let rows = [clicks] + credits.flatMap { [$0.direct, $0.exposure, $0.chain, $0.conversions] }
    return starts.indices.first { place in rows.contains { $0[place + 1] != 0 } } ?? 0
  }

  private func charts(_ reader: Reader) -> String {
    guard starts.count > 1 else { return "" }
    let isByMonth = periods == .month
    // The time before anything came of it is left out.
    let skipped = max(0, min(firstResult, starts.count - 4))
    let labels = starts.dropFirst(skipped).map { isByMonth ? reader.month($0) : reader.shortDay($0) }
    let places = isByMonth ? "Month" : "Week from"
    let over = isByMonth ? "by month" : "by week"
    let clicks = ColumnChart(
      title: "Clicks \(over)", places: places, labels: labels,
      series: [ChartSeries("Clicks", counts: Array(clicks.dropFirst(skipped + 1)), tone: 2)]
    ) { reader.number(Int64($0)) }
    let credits = credits.filter { $0.conversions.dropFirst().contains { $0 != 0 } || $0.total != 0 }.map { credit in
      ColumnChart(
        title: "Your credit in \(credit.currency.code) \(over)", places: places, labels: labels,
        series: [
          ChartSeries("Own links", counts: Array(credit.direct.dropFirst(skipped + 1)), tone: 1),
          ChartSeries("What followers saw", counts: Array(credit.exposure.dropFirst(skipped + 1)), tone: 3),
          ChartSeries("Through others", counts: Array(credit.chain.dropFirst(skipped + 1)), tone: 6),
        ]
      ) { reader.money(Int64($0), credit.currency) }
    }
    return (credits + [clicks]).map { chart in chart.titled }.joined()
  }
}

extension ColumnChart {
  /// The chart under its title.
  fileprivate var titled: String { "<h3>\(Markup.text(title))</h3>\n\(html)" }
}
