import Mustache
package import Referrals

/// How far an advocate's shares reach.
package struct PortalReach: Sendable {
  private let within: [Int64]
  private let exclusive: Int64
  private let computedAt: Timestamp

  /// A reach.
  /// - Parameters:
  ///   - within: how many different people within 1, 2 and 3 hops.
  ///   - exclusive: how many of them nobody else reaches.
  ///   - computedAt: when it was worked out.
  package init(within: [Int64], exclusive: Int64, computedAt: Timestamp) {
    self.within = within
    self.exclusive = exclusive
    self.computedAt = computedAt
  }

  private struct Values {
    let isEmpty: Bool
    let exclusive: String?
    let bars: String
    let iso: String
    let time: String
  }

  private static let template = Layout.template(
    """
    <section aria-labelledby="reach">
    <h2 id="reach">Whom you can reach</h2>
    {{#isEmpty}}<p class="empty">Nobody is known yet to follow you. As people you bring in share too, this grows.</p>
    {{/isEmpty}}{{^isEmpty}}{{{bars}}}{{#exclusive}}<p><strong>{{.}}</strong> of them nobody \
    else in this program reaches: they hear of it from you, or not at all.</p>
    {{/exclusive}}<p class="muted">These are different people who could see what you share, each counted once; beyond those who follow \
    you it is an estimate. Worked out <time datetime="{{iso}}">{{time}}</time>.</p>
    {{/isEmpty}}</section>

    """)

  func html(reader: Reader) -> String {
    let names = ["Following you", "One step on", "Two steps on"]
    let bars = zip(names, within).map { name, count in
      BarChart.Bar(name, Double(count), text: reader.number(count))
    }
    let time = reader.time(computedAt)
    return Self.template.render(
      Values(
        isEmpty: within.allSatisfy { $0 == 0 }, exclusive: exclusive > 0 ? reader.number(exclusive) : nil,
        bars: BarChart(title: "People, each step with those before", headings: ("Step", "People"), bars: bars, tone: 5)
          .html,
        iso: time.iso, time: time.text))
  }
}
