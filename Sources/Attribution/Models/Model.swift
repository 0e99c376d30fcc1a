/// A rule that says how much each touch of a journey weighs.
///
/// To add one: a file beside this one, and a line in ``Models/all``.
public protocol Model: Sendable {
  /// What the API, the settings and the command line call it.
  var name: String { get }
  /// One line for people who choose among models.
  var summary: String { get }
  /// A weight a touch, in the order of `times`; only their ratios matter.
  ///
  /// `times` (microseconds, ascending, none after `conversion`) is never empty. The answer has as many elements,
  /// finite, none negative. All zero means that none weighs more than another.
  func weights(times: [Int64], conversion: Int64, settings: Settings) -> [Double]
}

/// The models there are.
public enum Models {
  /// Every model, in the order in which they are shown.
  public static let all: [any Model] = [
    FirstTouch(),
    LastTouch(),
    Linear(),
    TimeDecay(),
    PositionBased(),
  ]

  /// The names of all models.
  public static var names: [String] { all.map(\.name) }

  /// The model of that name, if there is one.
  public static func named(_ name: String) -> (any Model)? {
    all.first { $0.name == name }
  }
}
