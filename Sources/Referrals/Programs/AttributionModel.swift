/// How a program splits revenue over a journey; the raw value is its name in settings, tables and reports.
package enum AttributionModel: String, CaseIterable, Codable, Sendable {
  /// All to the first touch.
  case firstTouch = "first_touch"
  /// All to the last touch.
  case lastTouch = "last_touch"
  /// The same to each touch.
  case linear
  /// To each touch half as much as to one a half-life later.
  case timeDecay = "time_decay"
  /// Fixed parts to the first and the last touch, the rest to those between.
  case positionBased = "position_based"
}
