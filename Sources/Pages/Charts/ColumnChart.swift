/// Stacked columns over time: what came of each series at each place, one above the other; what is below zero hangs
/// from the zero line. Drawn as SVG, with a table of the same figures.
package struct ColumnChart: Sendable {
  private let frame: ChartFrame

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
    frame = ChartFrame(
      title: title, places: places, labels: labels, series: series, hasLegend: hasLegend, axis: axis, format: format)
  }

  var title: String { frame.title }

  /// The chart as HTML.
  package var html: String {
    let stacks = frame.labels.indices.map { place in frame.series.map { $0.values[place] } }
    let scale = ChartScale(
      lowest: stacks.map { $0.reduce(0) { $0 + min($1, 0) } }.min() ?? 0,
      highest: stacks.map { $0.reduce(0) { $0 + max($1, 0) } }.max() ?? 0)
    return frame.html(on: scale, around: columns(on: scale))
  }

  /// A path for each series, with a box for each of its columns.
  private func columns(on scale: ChartScale) -> String {
    let width = frame.labels.count <= 10 ? 0.5 : 0.76
    var above = frame.labels.map { _ in 0.0 }
    var below = above
    return frame.series.map { series in
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
