import Pages
import Testing

@Suite struct ChartTests {
  private let days = ["1 Nov", "2 Nov", "3 Nov"]

  private func columns(_ series: [ChartSeries]) -> String {
    ColumnChart(title: "Revenue", places: "Day", labels: days, series: series) { "\(Int($0))" }.html
  }

  @Test func `columns stand on each other`() {
    let html = columns([ChartSeries("Direct", [60, 0, 0], tone: 1), ChartSeries("Chain", [40, 0, 20], tone: 3)])
    #expect(html.contains(#"<path class="series-1" d="M0.25 40h0.5v60h-0.5z"/>"#))
    #expect(html.contains(#"<path class="series-3" d="M0.25 0h0.5v40h-0.5zM2.25 80h0.5v20h-0.5z"/>"#))
  }

  @Test func `what is below zero hangs from the zero line`() {
    let html = columns([ChartSeries("Net", [100, -100, 0], tone: 1)])
    #expect(html.contains(#"d="M0.25 0h0.5v50h-0.5zM1.25 50h0.5v50h-0.5z""#))
  }

  @Test func `a chart says its name, and all its figures in a table`() throws {
    let html = columns([ChartSeries("Direct", [60, 7, 0], tone: 1), ChartSeries("Chain", [40, 0, 20], tone: 3)])
    #expect(html.contains(#"role="img" aria-label="Revenue""#))
    #expect(html.contains(#"<tr><th scope="row">2 Nov</th><td>7</td><td>0</td></tr>"#))
    let tags = try Tags(html)
    #expect(tags.all("title").map(\.text) == ["1 Nov\nDirect: 60\nChain: 40", "2 Nov\nDirect: 7", "3 Nov\nChain: 20"])
    #expect(tags.all("tr").count == 4)
    #expect(tags.all("th").map(\.attributes).filter { $0.contains("data-tone") }.count == 2)
    #expect(tags.all("li").map { $0.text } == ["Direct", "Chain"])
  }

  @Test func `names with markup are text`() throws {
    let name = #"<script>alert("1")</script>&'"#
    let series = [ChartSeries(name, [1.0, 2, 3], tone: 1), ChartSeries("b", [1.0, 2, 3], tone: 2)]
    let charts = [
      ColumnChart(title: name, places: name, labels: [name, name, name], series: series) { _ in name }.html,
      Sparkline(title: name, values: [1, 2]).html,
      BarChart(
        title: name, headings: (name, name), bars: [.init(name, 1, text: name, note: name, link: "/\(name)")]
      ).html,
      TreeChart(title: name, root: .init(name, note: name, link: name, children: [.init(name)])).html,
    ]
    for chart in charts {
      #expect(try Tags(chart).all("script").isEmpty)
      #expect(chart.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"))
    }
  }

  @Test func `nothing is drawn by inline style or script`() {
    let series = [ChartSeries("a", [1.0, 2, 3], tone: 1)]
    let html = columns(series)
    #expect(!html.contains("style") && !html.contains("onload"))
  }

  @Test(arguments: [0, 1, 2, 3, 7, 30, 90])
  func `any number of places makes a chart`(count: Int) throws {
    let labels = (0..<count).map { "day \($0)" }
    let series = [ChartSeries("a", (0..<count).map { Double($0) }, tone: 1)]
    let html = ColumnChart(title: "t", places: "Day", labels: labels, series: series) { "\($0)" }.html
    #expect(try Tags(html).all("tr").count == count + 1)
  }

  @Test(arguments: [
    (0.0, "1"), (1, "1"), (7, "2468"), (93, "20406080100"), (1234, "50010001500"),
    (987_654, "2000004000006000008000001000000"),
  ])
  func `lines across are at round values, and that of nothing needs no word`(highest: Double, ticks: String) throws {
    let html = ColumnChart(
      title: "t", places: "Day", labels: ["a"], series: [ChartSeries("s", [highest], tone: 1)]
    ) { "\(Int($0))" }.html
    let texts = try Tags(html).elements.filter { $0.attributes.contains(#"class="tick""#) }.map { $0.text }
    #expect(texts.joined() == ticks)
  }

  @Test func `bars are measured against the longest`() {
    let html = BarChart(
      title: "Funnel", headings: ("Stage", "People"),
      bars: [.init("awareness", 200, text: "200"), .init("action", 50, text: "50"), .init("odd", -3, text: "-3")]
    ).html
    #expect(html.contains(#"width="100%" height="12" rx="3"/></svg></td><td class="num">200</td>"#))
    #expect(html.contains(#"width="25%" height="12" rx="3"/></svg></td><td class="num">50</td>"#))
    #expect(html.contains(#"width="0%" height="12" rx="3"/></svg></td><td class="num">-3</td>"#))
  }

  @Test func `a sparkline needs two values`() {
    #expect(Sparkline(title: "t", values: [1]).html.isEmpty)
    #expect(Sparkline(title: "t", values: [0, 10]).html.contains(#"points="0,29 1,1""#))
  }

  @Test func `a tree has a line for each of its people, in order`() throws {
    let root = TreeChart.Node(
      "Ada", children: [.init("Grace", children: [.init("Linus")]), .init("Alan", note: "3 more", link: "/x")])
    let html = TreeChart(title: "Ada's ripple", root: root).html
    #expect(try Tags(html).all("text").map { $0.text } == ["Ada", "Grace", "Linus", "Alan3 more"])
    #expect(html.contains(#"d="M8 20V42H26M32 48V70H50M8 20V98H26""#))
  }
}
