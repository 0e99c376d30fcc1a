/// Lines over time, one for each series. Drawn as SVG, with a table of the same figures.
package struct LineChart: Sendable {
  private let frame: ChartFrame
  private let smallestStep: Double

  /// A chart.
  /// - Parameters:
  ///   - title: what it shows: its accessible name.
  ///   - places: what the labels are, in a word: `Day`.
  ///   - labels: of each place, in their order.
  ///   - series: each with as many values as there are labels.
  ///   - smallestStep: lines across are no closer; 1 where values are whole, 0.01 for shares.
  ///   - format: a value in full.
  ///   - axis: a value in short, at its line across; nil: in full.
  package init(
    title: String, places: String, labels: [String], series: [ChartSeries], smallestStep: Double = 1,
    axis: (@Sendable (Double) -> String)? = nil, format: @escaping @Sendable (Double) -> String
  ) {
    frame = ChartFrame(
      title: title, places: places, labels: labels, series: series, hasLegend: true, axis: axis, format: format)
    self.smallestStep = smallestStep
  }

  /// The chart as HTML.
  package var html: String {
    let values = frame.series.flatMap(\.values)
    let scale = ChartScale(lowest: values.min() ?? 0, highest: values.max() ?? 0, smallest: smallestStep)
    let lines = frame.series.map { series in
      let points = series.values.enumerated().map { place, value in
        "\(Markup.coordinate(Double(place) + 0.5)),\(Markup.coordinate(100 * (1 - scale.height(of: value))))"
      }
      return """
        <polyline class="line series-\(series.tone)" vector-effect="non-scaling-stroke" \
        points="\(points.joined(separator: " "))"/>

        """
    }
    return frame.html(on: scale, around: lines.joined())
  }
}
