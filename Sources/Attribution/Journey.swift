/// The touches that count towards one conversion, earliest first.
public struct Journey<Advocate: Hashable & Sendable, ID: Comparable & Hashable & Sendable>: Sendable {
  /// The qualifying touches, by time and then by id.
  public let touches: [Touch<Advocate, ID>]
  /// When the conversion was, in microseconds since 1970.
  public let conversion: Int64

  /// Keeps the touches within `window` microseconds before `conversion`, in whatever order they come.
  ///
  /// A touch exactly at the window's edge or at the very moment of the conversion counts; a later one does not.
  /// `window` must not be negative.
  public init(touches: some Sequence<Touch<Advocate, ID>>, conversion: Int64, window: Int64) {
    precondition(window >= 0, "a window cannot be negative")
    let (edge, beforeAllTime) = conversion.subtractingReportingOverflow(window)
    let earliest = beforeAllTime ? Int64.min : edge
    self.touches =
      touches
      .filter { $0.time >= earliest && $0.time <= conversion }
      .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    self.conversion = conversion
  }

  /// A part of a journey, in its order.
  init(counted touches: [Touch<Advocate, ID>], conversion: Int64) {
    self.touches = touches
    self.conversion = conversion
  }
}
