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

  /// A touch of `advocate` at `time` (microseconds since 1970).
  public init(id: ID, advocate: Advocate, time: Int64) {
    self.id = id
    self.advocate = advocate
    self.time = time
  }
}
