/// Why nothing can be learnt yet: what is missing, how much is needed and how much there is.
public struct HazardRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// One thing of which there is too little.
  public struct Lack: Hashable, Sendable, CustomStringConvertible {
    /// What it is.
    public let what: String
    /// How much is needed.
    public let needed: Int
    /// How much there is.
    public let there: Int

    /// It, in words.
    public var description: String { "\(needed) \(what) are needed and there are \(there)" }
  }

  /// Everything that is missing; never empty.
  public let lacks: [Lack]

  /// All of it, in one line.
  public var description: String {
    "too little to learn from: " + lacks.map(\.description).joined(separator: "; ")
  }
}

/// The least that a fit is made from. Below it the numbers would say more about chance than about anybody.
public struct HazardNeeds: Hashable, Sendable {
  /// First purchases within the history.
  public var purchases = 50
  /// Those of them whose buyers had touched something, or could see a post, within the time for which it acts.
  public var touchedPurchases = 20
  /// Posts seen, counted by person.
  public var exposures = 200
  /// Days from the start of the history to its horizon.
  public var days = 28

  /// The usual needs.
  public init() {}

  /// What `sums` lack.
  func lacks(_ sums: HazardSums, rows: HazardRows) -> [HazardRefusal.Lack] {
    let touched = (0..<rows.count).count { rows.components[$0] < rows.components[$0 + 1] }
    return [
      HazardRefusal.Lack(what: "first purchases", needed: purchases, there: rows.count),
      HazardRefusal.Lack(
        what: "first purchases after a click, a code or a post", needed: touchedPurchases, there: touched),
      HazardRefusal.Lack(what: "exposures to posts", needed: exposures, there: sums.exposures),
      HazardRefusal.Lack(
        what: "days of history", needed: days, there: Int((sums.horizon - sums.start) / microsecondsPerDay)),
    ].filter { $0.there < $0.needed }
  }
}
