/// A row of values that a chart draws in one colour.
package struct ChartSeries: Sendable {
  /// What it is called, in the legend and as a heading of the table.
  package let name: String
  /// A value for each place of the chart, in their order.
  package let values: [Double]
  /// Its colour: 1 to 6, the classes `series-1` to `series-6` of the stylesheet.
  package let tone: Int

  /// A series from its parts.
  package init(_ name: String, _ values: [Double], tone: Int) {
    self.name = name
    self.values = values
    self.tone = tone
  }

  /// The values of counts or of amounts in minor units, which a double holds exactly up to 2⁵³.
  package init(_ name: String, counts values: [Int64], tone: Int) {
    self.init(name, values.map(Double.init), tone: tone)
  }
}
