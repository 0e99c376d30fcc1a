/// Lines over time, one for each series. Drawn as SVG, with a table of the same figures.
package struct LineChart: Sendable {
  private let title: String
  private let places: String
  private let labels: [String]
  private let series: [ChartSeries]
  private let smallestStep: Double
  private let format: @Sendable (Double) -> String
  private let axis: @Sendable (Double) -> String

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
    precondition(series.allSatisfy { $0.values.count == labels.count }, "a series has a value for each label")
    self.title = title
    self.places = places
    self.labels = labels
    self.series = series
    self.smallestStep = smallestStep
    self.format = format
    self.axis = axis ?? format
  }

  /// The chart as HTML.
  package var html: String {
    let values = series.flatMap(\.values)
    let scale = ChartScale(lowest: values.min() ?? 0, highest: values.max() ?? 0, smallest: smallestStep)
    let frame = ChartFrame(
      title: title, places: places, labels: labels, series: series, hasLegend: true, scale: scale, format: format,
      axis: axis)
    let lines = series.map { series in
      let points = series.values.enumerated().map { place, value in
        "\(Markup.coordinate(Double(place) + 0.5)),\(Markup.coordinate(100 * (1 - scale.height(of: value))))"
      }
      return """
        <polyline class="line series-\(series.tone)" vector-effect="non-scaling-stroke" \
        points="\(points.joined(separator: " "))"/>

        """
    }
    return frame.html(around: lines.joined())
  }
}
