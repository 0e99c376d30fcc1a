/// A rule that says how much each touch of a journey weighs.
///
/// To add one: a file beside this one, and a line in ``Models/all``.
public protocol Model: Sendable {
  /// What the API, the settings and the command line call it.
  var name: String { get }
  /// One line for people who choose among models.
  var summary: String { get }
  /// Whether weights depend on when touches were, and not on their order alone; so it is taken to be where nothing is said.
  var heedsTimes: Bool { get }
  /// A weight a touch, in the order of `times`; only their ratios matter.
  ///
  /// `times` (microseconds, ascending, none after `conversion`) is never empty. `strengths`, as many, say how much of a
  /// click each touch is, above 0 and at most 1: an exposure is a part of one. The answer has as many elements, finite,
  /// none negative. All zero means that none weighs more than another.
  func weights(times: [Int64], strengths: [Double], conversion: Int64, settings: Settings) -> [Double]
}

extension Model {
  /// They may.
  public var heedsTimes: Bool { true }

  /// The weights of clicks and codes, all of full strength.
  public func weights(times: [Int64], conversion: Int64, settings: Settings) -> [Double] {
    weights(
      times: times, strengths: [Double](repeating: 1, count: times.count), conversion: conversion, settings: settings)
  }

  /// What each touch gets of 1 that goes to the first of them: a click takes all of it, a weaker touch its strength,
  /// and what it leaves goes on to the next.
  func firstTakes(of strengths: some Sequence<Double>) -> [Double] {
    var left = 1.0
    return strengths.map { strength in
      defer { left *= 1 - strength }
      return left * strength
    }
  }

  /// The same from the last touch backwards.
  func lastTakes(of strengths: [Double]) -> [Double] { firstTakes(of: strengths.reversed()).reversed() }
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
