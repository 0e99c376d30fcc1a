/// One thing that may have set off a purchase: a click, a code, an exposure or a referral edge, at a moment.
public struct HazardTouch: Hashable, Sendable, Comparable {
  /// What it was.
  public let cause: HazardCause
  /// Whose link, code, post or referral.
  public let advocate: UInt32
  /// When, in microseconds since 1970.
  public let time: Int64

  /// Along how many ways a post could come; its effect grows with their square root.
  public let ways: UInt16

  /// A touch by that advocate at that time.
  public init(_ cause: HazardCause, advocate: UInt32, time: Int64, ways: UInt16 = 1) {
    self.ways = ways
    self.cause = cause
    self.advocate = advocate
    self.time = time
  }

  /// By time, then by cause and advocate: the order in which everything is added up.
  public static func < (first: HazardTouch, second: HazardTouch) -> Bool {
    (first.time, first.cause.rawValue, first.advocate, first.ways)
      < (second.time, second.cause.rawValue, second.advocate, second.ways)
  }
}

extension HazardTouch {
  /// What one exposure counts that could come along so many ways: sixteen times their square root, rounded. The sum over
  /// an audience is what ``HazardSums/addAudience(_:advocate:people:sixteenths:time:)`` takes.
  public static func sixteenths(ways: UInt16) -> Int64 { HazardStrength.sixteenths(ways: ways) }
}

extension HazardSums {
  /// A person's touches in their fixed order, in the place of what `touches` held.
  func touches(of person: Int, into touches: inout [HazardTouch]) {
    touches.removeAll(keepingCapacity: true)
    var touch = Int(newestTouch[person])
    while touch >= 0 {
      touches.append(
        HazardTouch(
          touchCause[touch], advocate: touchAdvocate[touch], time: touchTime[touch], ways: touchWays[touch]))
      touch = Int(previous[touch])
    }
    touches.sort()
  }
}

/// How much likelier somebody sees a post that can come along several ways: in sixteenths, so that sums stay whole.
///
/// The square root: where many could pass a post on, they are often the same few who do, and have it from each other.
enum HazardStrength {
  static func sixteenths(ways: UInt16) -> Int64 { Int64((16 * Double(ways).squareRoot()).rounded()) }
  static func of(ways: UInt16) -> Double { Double(sixteenths(ways: ways)) / 16 }
}
