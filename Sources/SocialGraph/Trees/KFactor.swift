/// How many new people one person brings in, and what comes of it: K = invitations a person × conversion of an
/// invitation.
public struct KFactor: Hashable, Sendable {
  /// New people for each person; finite and not negative.
  public let value: Double

  /// So many new people for each person.
  public init(_ value: Double) {
    precondition(value.isFinite && value >= 0, "a K-factor is a number from 0 on")
    self.value = value
  }

  /// From what was counted: K = (invitations ÷ people) × (joined ÷ invitations). Nothing without people; where nobody
  /// was invited, nobody joined by an invitation, and K is 0.
  public init?(people: Int, invitations: Int, joined: Int) {
    guard people > 0, invitations >= 0, joined >= 0 else { return nil }
    self.init(invitations == 0 ? 0 : Double(joined) / Double(people))
  }

  /// How many people there are after each of so many cycles, when in each those of the last one bring in K each:
  /// with K = ½, 100 become 150, 175, 187.5. Grows beyond every number where K is 1 or more.
  public func projection(from start: Double, cycles: Int) -> [Double] {
    var (all, latest) = (start, start)
    return (0..<max(cycles, 0)).map { _ in
      latest *= value
      all += latest
      return all
    }
  }

  /// What the projection comes to in the end, start ÷ (1 − K); nothing where it has no end, which is so from K = 1 on.
  public func limit(from start: Double) -> Double? { value < 1 ? start / (1 - value) : nil }
}
