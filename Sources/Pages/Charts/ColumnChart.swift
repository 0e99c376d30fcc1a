/// Stacked columns over time: what came of each series at each place, one above the other; what is below zero hangs
/// from the zero line. Drawn as SVG, with a table of the same figures.
package struct ColumnChart: Sendable {
  let title: String
  private let places: String
  private let labels: [String]
  private let series: [ChartSeries]
  private let hasLegend: Bool
  private let format: @Sendable (Double) -> String
  private let axis: @Sendable (Double) -> String

  /// A chart.
  /// - Parameters:
  ///   - title: what it shows: its accessible name.
  ///   - places: what the labels are, in a word: `Day`.
  ///   - labels: of each place, in their order.
  ///   - series: each with as many values as there are labels; the first is lowest.
  ///   - hasLegend: false where what is around the chart says which colour is what.
  ///   - format: a value in full.
  ///   - axis: a value in short, at its line across; nil: in full.
  package init(
    title: String, places: String, labels: [String], series: [ChartSeries], hasLegend: Bool = true,
    axis: (@Sendable (Double) -> String)? = nil, format: @escaping @Sendable (Double) -> String
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

  /// The chart as HTML.
  package var html: String {
    let stacks = labels.indices.map { place in series.map { $0.values[place] } }
    let scale = ChartScale(
      lowest: stacks.map { $0.reduce(0) { $0 + min($1, 0) } }.min() ?? 0,
      highest: stacks.map { $0.reduce(0) { $0 + max($1, 0) } }.max() ?? 0)
    let frame = ChartFrame(
      title: title, places: places, labels: labels, series: series, hasLegend: hasLegend, scale: scale,
      format: format, axis: axis)
    return frame.html(around: columns(on: scale))
  }

  /// A path for each series, with a box for each of its columns.
  private func columns(on scale: ChartScale) -> String {
    let width = labels.count <= 10 ? 0.5 : 0.76
    var above = labels.map { _ in 0.0 }
    var below = above
    return series.map { series in
      var path = ""
      for (place, value) in series.values.enumerated() where value != 0 {
        let start = value > 0 ? above[place] : below[place]
        let top = 100 * (1 - scale.height(of: max(start, start + value)))
        let bottom = 100 * (1 - scale.height(of: min(start, start + value)))
        if value > 0 { above[place] += value } else { below[place] += value }
        let left = Markup.coordinate(Double(place) + (1 - width) / 2)
        let (across, down) = (Markup.coordinate(width), Markup.coordinate(bottom - top))
        path += "M\(left) \(Markup.coordinate(top))h\(across)v\(down)h-\(across)z"
      }
      return path.isEmpty ? "" : "<path class=\"series-\(series.tone)\" d=\"\(path)\"/>\n"
    }.joined()
  }
}
