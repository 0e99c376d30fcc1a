/// One step of a customer's journey: an advocate's click, code or exposure, at a moment.
///
/// `ID` orders touches of the same instant, so it must be unique within a journey.
public struct Touch<Advocate: Hashable & Sendable, ID: Comparable & Hashable & Sendable>: Hashable, Sendable {
  /// What tells this touch from every other one.
  public let id: ID
  /// Who earns by it.
  public let advocate: Advocate
  /// When it was, in microseconds since 1970 (UTC).
  public let time: Int64
  /// What it was.
  public let kind: TouchKind

  /// A touch of `advocate` at `time` (microseconds since 1970).
  public init(id: ID, advocate: Advocate, time: Int64, kind: TouchKind = .click) {
    self.id = id
    self.advocate = advocate
    self.time = time
    self.kind = kind
  }
}

/// What a touch was.
public enum TouchKind: Hashable, Sendable {
  /// The customer came through the advocate's link.
  case click
  /// The customer used the advocate's code.
  case code
  /// The customer could see what the advocate shared. `hop`: how many arcs of the social graph lie between them, from 1.
  /// `likelihood`: how likely it was this exposure, beside the others of the journey, that the customer noticed; only
  /// ratios matter; finite, above 0.
  case exposure(hop: Int, likelihood: Double)
}
