/// What is fixed before a fit: the ages between which a rate is constant, and how much is assumed beforehand.
///
/// The ages are those of the piecewise constant kernels; a touch older than the last one has no effect any more.
public struct HazardShape: Hashable, Sendable {
  /// The edges of a cause's ages in microseconds, ascending from 0, by ``HazardCause``.
  public let edges: [[Int64]]
  /// The edges, in microseconds ascending from 0, of how long before a purchase a click or a code may merely come along
  /// with it: a part of the purchase, whatever set that off.
  public let leads: [Int64]
  /// Into how many strata people are divided by how many they follow.
  public let strata: Int
  /// The shape and the rate of the Gamma prior on each advocate's persuasiveness.
  public let prior: Double
  /// The number of the first cell of each cause, and the number of cells at the end.
  let firstCell: [Int]

  /// A shape of its own: the edges in days by cause.
  ///
  /// Each cause needs two edges at least, as the leads do, ascending from 0; strata and prior must be positive.
  public init(days: [HazardCause: [Double]], leads: [Double], strata: Int = 16, prior: Double = 2) {
    precondition(strata > 0 && prior > 0, "strata and a prior are needed")
    edges = HazardCause.allCases.map { Self.microseconds(days[$0] ?? [0, 1]) }
    self.leads = Self.microseconds(leads)
    self.strata = strata
    self.prior = prior
    firstCell = edges.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count - 1) }
  }

  private static func microseconds(_ days: [Double]) -> [Int64] {
    precondition(days.count >= 2 && days[0] == 0 && zip(days, days.dropFirst()).allSatisfy(<), "ages ascend from 0")
    return days.map { Int64(($0 * Double(microsecondsPerDay)).rounded()) }
  }

  /// Exposures act for 64 days, clicks and codes for 30, a referral for a year; a click may come along with a purchase
  /// within a day.
  public static let usual = HazardShape(
    days: [
      .click: [0, 0.01, 0.5, 2, 7, 30],
      .code: [0, 0.01, 0.5, 2, 7, 30],
      .exposure: [0, 0.5, 1, 2, 4, 8, 16, 32, 64],
      .secondHandExposure: [0, 0.5, 1, 2, 4, 8, 16, 32, 64],
      .referral: [0, 1, 7, 30, 90, 365],
    ],
    leads: [0, 0.01, 0.05, 0.25, 1])

  /// How many rates a fit has, all causes together.
  public var cells: Int { firstCell[firstCell.count - 1] }

  /// The cells of one cause, youngest first.
  public func cells(of cause: HazardCause) -> Range<Int> {
    firstCell[Int(cause.rawValue)]..<firstCell[Int(cause.rawValue) + 1]
  }

  /// The bin of a touch that long before a purchase, if it may have come along with it.
  func lead(of age: Int64) -> Int? {
    leads.dropFirst().firstIndex { age < $0 }.map { $0 - 1 }
  }

  /// The cell of a touch of that age in microseconds, if it still acts.
  func cell(of cause: HazardCause, age: Int64) -> Int? {
    let edges = edges[Int(cause.rawValue)]
    guard age >= 0, age < edges[edges.count - 1] else { return nil }
    // Few edges: a walk is faster than a search.
    var bin = 0
    while age >= edges[bin + 1] { bin += 1 }
    return firstCell[Int(cause.rawValue)] + bin
  }
}

extension HazardShape {
  /// Each cell that a touch at `time` is in between two moments, with for how many microseconds.
  func overlaps(
    of cause: HazardCause, at time: Int64, from: Int64, to: Int64, _ body: (_ cell: Int, _ duration: Int64) -> Void
  ) {
    guard from < to, time < to else { return }
    let edges = edges[Int(cause.rawValue)]
    var cell = firstCell[Int(cause.rawValue)]
    for bin in 1..<edges.count {
      let duration = min(time + edges[bin], to) - max(time + edges[bin - 1], from)
      if duration > 0 { body(cell, duration) }
      cell += 1
    }
  }
}

extension HazardShape {
  /// How many of a buyer's latest visits may have come along with a purchase, and how many of an advocate's latest posts
  /// may have led to a visit. Nobody clicks so often for one purchase: it keeps those who do, machines mostly, from
  /// costing the square of it.
  static let latest = 100

  /// How many visits within the leads before a purchase are too many to have come along with it: the earliest of them.
  func visitsPassedOver(_ touches: [HazardTouch], at purchase: Int64) -> Int {
    let near = touches.count { $0.cause.isVisit && $0.time <= purchase && lead(of: purchase - $0.time) != nil }
    return max(0, near - Self.latest)
  }

  /// Each cell of a post of the visit's advocate that may have led to it, the latest first, with the post's strength.
  func sources(
    of visit: HazardTouch, after touches: ArraySlice<HazardTouch>, _ body: (_ cell: Int, _ strength: Double) -> Void
  ) {
    var count = 0
    for touch in touches.reversed() where touch.cause.isExposure && touch.advocate == visit.advocate {
      guard let cell = cell(of: touch.cause, age: visit.time - touch.time) else { continue }
      body(cell, HazardStrength.of(ways: touch.ways))
      count += 1
      if count == Self.latest { return }
    }
  }
}
