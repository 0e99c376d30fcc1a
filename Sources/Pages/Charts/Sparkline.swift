/// A line of the size of a word: which way something goes.
package struct Sparkline: Sendable {
  private let title: String
  private let values: [Double]
  private let tone: Int

  /// A line through values, in their order. The title says in words what it shows: nobody who hears the page sees it.
  package init(title: String, values: [Double], tone: Int = 1) {
    self.title = title
    self.values = values
    self.tone = tone
  }

  /// The line as SVG; nothing where there are fewer than two values.
  package var html: String {
    guard values.count > 1, let lowest = values.min(), let highest = values.max() else { return "" }
    let low = min(lowest, 0)
    let span = max(highest - low, 1)
    let points = values.enumerated().map { place, value in
      "\(Markup.coordinate(Double(place)))," + Markup.coordinate(29 - 28 * (value - low) / span)
    }
    return """
      <svg class="sparkline" role="img" aria-label="\(Markup.text(title))" viewBox="0 0 \(values.count - 1) 30" \
      preserveAspectRatio="none"><polyline class="line series-\(tone)" vector-effect="non-scaling-stroke" \
      points="\(points.joined(separator: " "))"/></svg>
      """
  }
}
