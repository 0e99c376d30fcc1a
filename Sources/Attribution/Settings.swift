/// How a program splits its revenue. Values are checked once, on the way in.
public struct Settings: Hashable, Sendable {
  /// The shares of the first and the last touch under `position_based`; the middle gets the rest.
  public struct Position: Hashable, Sendable {
    /// The share of the first touch, 0 to 1.
    public let first: Double
    /// The share of the last touch, 0 to 1.
    public let last: Double

    /// Any two numbers; ``Settings`` checks them.
    public init(first: Double, last: Double) {
      self.first = first
      self.last = last
    }

    /// 40 % to the first touch, 40 % to the last, 20 % between them.
    public static let usual = Position(first: 0.4, last: 0.4)
  }

  /// A setting that cannot be used: which, as the API spells it, and why.
  public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field's name in the API: `model`, `window_days`, `half_life_days`, `position`, `chain_share`,
    /// `exposure_hops`, `exposure_weight` or `exposure_share`.
    public let field: String
    /// What the field must be.
    public let reason: String

    /// The two in one line.
    public var description: String { "\(field) \(reason)" }
  }

  /// The model's name, one of ``Models/names``.
  public let model: String
  /// How many days before a conversion a touch still counts, 1 to 3650.
  public let windowDays: Int
  /// After how many days a touch weighs half under `time_decay`; above 0, up to 3650.
  public let halfLifeDays: Double
  /// The shares of the ends under `position_based`.
  public let position: Position
  /// The part of every credit that passes to the advocate's recruiter, 0 to 1.
  public let chainShare: Double
  /// From how many hops away a share counts as an exposure, 0 (none does) to 6.
  public let exposureHops: Int
  /// What the exposures of a journey weigh together beside a click, 0 to 1.
  public let exposureWeight: Double
  /// The part of the revenue that a journey of exposures alone credits at most, 0 to 1.
  public let exposureShare: Double

  /// Settings that hold, or an error that names the first field that does not.
  public init(
    model: String = "time_decay",
    windowDays: Int = 90,
    halfLifeDays: Double = 7,
    position: Position = .usual,
    chainShare: Double = 0,
    exposureHops: Int = 2,
    exposureWeight: Double = 0.25,
    exposureShare: Double = 0.5
  ) throws(Invalid) {
    guard Models.named(model) != nil else {
      throw Invalid(field: "model", reason: "must be one of \(Models.names.joined(separator: ", "))")
    }
    guard (1...3650).contains(windowDays) else {
      throw Invalid(field: "window_days", reason: "must be 1 to 3650")
    }
    guard halfLifeDays > 0, halfLifeDays <= 3650 else {
      throw Invalid(field: "half_life_days", reason: "must be above 0 and at most 3650")
    }
    guard position.first >= 0, position.last >= 0, position.first + position.last <= 1 else {
      throw Invalid(field: "position", reason: "must be two shares from 0, together at most 1")
    }
    guard (0...1).contains(chainShare) else {
      throw Invalid(field: "chain_share", reason: "must be 0 to 1")
    }
    guard (0...6).contains(exposureHops) else {
      throw Invalid(field: "exposure_hops", reason: "must be 0 to 6")
    }
    guard (0...1).contains(exposureWeight) else {
      throw Invalid(field: "exposure_weight", reason: "must be 0 to 1")
    }
    guard (0...1).contains(exposureShare) else {
      throw Invalid(field: "exposure_share", reason: "must be 0 to 1")
    }
    self.model = model
    self.windowDays = windowDays
    self.halfLifeDays = halfLifeDays
    self.position = position
    self.chainShare = chainShare
    self.exposureHops = exposureHops
    self.exposureWeight = exposureWeight
    self.exposureShare = exposureShare
  }

  /// The window in microseconds, as ``Journey`` takes it.
  public var window: Int64 { Int64(windowDays) * microsecondsPerDay }
}

/// How long a day is in the unit that touches are timed in.
let microsecondsPerDay: Int64 = 86_400_000_000
