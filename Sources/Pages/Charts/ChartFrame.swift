/// What charts over time have around the drawing: lines across, labels, a legend and a table of the same figures.
///
/// Across, a chart is measured in percent and so fits every width, with letters of one size; up and down in pixels.
struct ChartFrame {
  /// What the chart shows, in a few words: its accessible name, and the caption of its table.
  let title: String
  /// The heading of the table's first column.
  let places: String
  /// What each place is called.
  let labels: [String]
  /// What is drawn.
  let series: [ChartSeries]
  /// Whether it says which colour is what.
  let hasLegend: Bool
  /// A value as the table and the tooltips say it.
  let format: @Sendable (Double) -> String
  /// A value as it stands at its line across.
  let axis: @Sendable (Double) -> String

  /// A frame from its parts.
  /// - Parameter axis: a value in short; nil: in full.
  init(
    title: String, places: String, labels: [String], series: [ChartSeries], hasLegend: Bool,
    axis: (@Sendable (Double) -> String)?, format: @escaping @Sendable (Double) -> String
  ) {
    precondition(series.allSatisfy { $0.values.count == labels.count }, "a series has a value for each label")
    self.title = title
    self.places = places
    self.labels = labels
    self.series = series
    self.hasLegend = hasLegend
    self.format = format
    self.axis = axis ?? format
  }

  /// Of the room for the drawing, in pixels: from the upper edge, its height, and what is below for labels.
  static let top = 16.0
  static let height = 180.0
  static let foot = 22.0

  /// The whole: a figure of the drawing, its legend and its table.
  /// - Parameters:
  ///   - scale: of the values.
  ///   - drawing: SVG in a room as wide as there are labels and 100 high, which is stretched to fit.
  func html(on scale: ChartScale, around drawing: String) -> String {
    let texts = series.map { $0.values.map(format) }
    return """
      <figure class="chart">
      \(legend)<svg class="plot" role="img" aria-label="\(Markup.text(title))" width="100%" \
      height="\(Markup.coordinate(Self.top + Self.height + Self.foot))">
      \(grid(on: scale))<svg x="0" y="\(Markup.coordinate(Self.top))" width="100%" height="\(Markup.coordinate(Self.height))" \
      viewBox="0 0 \(max(labels.count, 1)) 100" preserveAspectRatio="none">
      \(drawing)</svg>
      \(ticks(on: scale))\(marks)\(tooltips(texts))</svg>
      \(table(texts))</figure>

      """
  }

  private var legend: String {
    guard hasLegend, series.count > 1 else { return "" }
    let entries = series.map {
      """
      <li><svg class="swatch" width="10" height="10" aria-hidden="true"><rect class="series-\($0.tone)" width="10" \
      height="10" rx="2"/></svg>\(Markup.text($0.name))</li>
      """
    }
    return "<ul class=\"legend\">\(entries.joined())</ul>\n"
  }

  private func grid(on scale: ChartScale) -> String {
    scale.ticks.map { tick in
      let y = Self.top + Self.height * (1 - scale.height(of: tick))
      return """
        <line class="\(tick == 0 ? "zero" : "grid")" x1="0" x2="100%" y1="\(Markup.coordinate(y))" \
        y2="\(Markup.coordinate(y))"/>

        """
    }.joined()
  }

  /// What the lines across stand for, but that of nothing: written over the drawing, which would hide it.
  private func ticks(on scale: ChartScale) -> String {
    scale.ticks.filter { $0 != 0 }.map { tick in
      let y = Self.top + Self.height * (1 - scale.height(of: tick)) - 4
      return "<text class=\"tick\" x=\"0\" y=\"\(Markup.coordinate(y))\">\(Markup.text(axis(tick)))</text>\n"
    }.joined()
  }

  /// A few of the labels below: the first, the last and what is in the middle; more of them where there is room.
  private var marks: String {
    guard labels.count > 1 else { return labels.map { mark($0, at: 50, anchor: "middle") }.joined() }
    let count = labels.count
    var marks = mark(labels[0], at: 0, anchor: "start") + mark(labels[count - 1], at: 100, anchor: "end")
    if count > 2 {
      let middle = (count - 1) / 2
      marks += mark(labels[middle], at: center(of: middle), anchor: "middle")
    }
    if count > 6 {
      for place in [(count - 1) / 4, (count - 1) * 3 / 4] {
        marks += mark(labels[place], at: center(of: place), anchor: "middle", isWide: true)
      }
    }
    return marks
  }

  private func mark(_ label: String, at percent: Double, anchor: String, isWide: Bool = false) -> String {
    """
    <text class="place\(isWide ? " wide" : "")" x="\(Markup.coordinate(percent))%" \
    y="\(Markup.coordinate(Self.top + Self.height + Self.foot - 5))" text-anchor="\(anchor)">\(Markup.text(label))</text>

    """
  }

  private func center(of place: Int) -> Double { (Double(place) + 0.5) * 100 / Double(max(labels.count, 1)) }

  /// What a pointer finds over each place: the figures that are not zero. There are many of them, so that what they have in
  /// common is in the stylesheet.
  private func tooltips(_ texts: [[String]]) -> String {
    let width = Markup.coordinate(100 / Double(max(labels.count, 1)))
    let bands = labels.indices.map { place in
      let lines = zip(series, texts).filter { $0.0.values[place] != 0 }.map { "\($0.name): \($1[place])" }
      return """
        <rect x="\(Markup.coordinate(Double(place) * 100 / Double(labels.count)))%" width="\(width)%">\
        <title>\(Markup.text(([labels[place]] + lines).joined(separator: "\n")))</title></rect>

        """
    }
    return """
      <svg class="hover" width="100%" height="\(Markup.coordinate(Self.top + Self.height))">
      \(bands.joined())</svg>
      """
  }

  private func table(_ texts: [[String]]) -> String {
    let headings = series.map {
      "<th scope=\"col\" class=\"num\" data-tone=\"\($0.tone)\">\(Markup.text($0.name))</th>"
    }.joined()
    let rows = labels.indices.map { place in
      let cells = texts.map { "<td>\(Markup.text($0[place]))</td>" }.joined()
      return "<tr><th scope=\"row\">\(Markup.text(labels[place]))</th>\(cells)</tr>\n"
    }
    return """
      <details class="figures"><summary>The figures</summary>
      <div class="scroll"><table class="data"><caption>\(Markup.text(title))</caption>
      <thead><tr><th scope="col">\(Markup.text(places))</th>\(headings)</tr></thead>
      <tbody>
      \(rows.joined())</tbody></table></div></details>

      """
  }
}
