import Mustache

/// Who reaches whom that nobody else does, and whom to ask first.
package struct GraphPage: Sendable {
  /// Whom to ask, how many each adds.
  package var asks: ListTable
  /// What asking them comes to, in words; nil where there is nobody.
  package var together: String?
  /// Who reaches people whom nobody else does.
  package var exclusive: BarChart
  /// Whether there is anybody.
  package var isEmpty: Bool
  /// How far is looked.
  package var hops: String
  /// The moment it tells of.
  package var asOf: Reader.Stamp?
  /// For whom.
  package var reader: Reader

  /// A page from its parts.
  package init(
    asks: ListTable, together: String?, exclusive: BarChart, isEmpty: Bool, hops: String, asOf: Reader.Stamp?,
    reader: Reader
  ) {
    self.asks = asks
    self.together = together
    self.exclusive = exclusive
    self.isEmpty = isEmpty
    self.hops = hops
    self.asOf = asOf
    self.reader = reader
  }

  private static let template = Layout.template(
    """
    <h1>Graph</h1>
    {{#page.isEmpty}}<p class="empty">Nobody is known to follow anybody yet. Send edges with <code>POST /v1/graph/edges</code>,
    or bring a file along with <code>resonance import graph</code>. Who brings whom in is added by itself.</p>
    {{/page.isEmpty}}{{^page.isEmpty}}<div class="split">
    <section aria-labelledby="ask">
    <h2 id="ask">Whom to ask first</h2>
    {{#page.together}}<p>{{page.together}}</p>
    {{/page.together}}{{{asks}}}<p class="muted">Each adds most people within {{page.hops}} whom those above do not reach.
    Everybody counts once, the advocate included.</p>
    </section>
    <section aria-labelledby="exclusive">
    <div class="head"><h2 id="exclusive">Whom nobody else reaches</h2>
    <a href="/console/graph/exclusive.csv" download>CSV</a></div>
    {{{exclusive}}}<p class="muted">People within {{page.hops}} who are reached by this advocate alone, estimated within a
    few per cent. <a href="/console/reports/reach">The report of reach</a> has the rest.</p>
    </section>
    </div>
    {{/page.isEmpty}}{{#page.asOf}}<p class="muted">As of <time datetime="{{iso}}">{{text}}</time>.</p>
    {{/page.asOf}}
    """)

  private struct Values {
    let page: GraphPage
    let asks: String
    let exclusive: String
  }

  /// The page as HTML, without what the console has around it.
  package var content: String {
    Self.template.render(Values(page: self, asks: asks.html(for: reader), exclusive: exclusive.html))
  }
}
