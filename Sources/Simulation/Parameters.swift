/// What a world is made of. Values are checked once, on the way in.
package struct Parameters: Hashable, Sendable {
  /// A parameter that cannot be used: which, as the command line spells it, and why.
  package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    /// The parameter's name.
    package let field: String
    /// What it must be.
    package let reason: String
    /// The two in one line.
    package var description: String { "\(field) \(reason)" }
  }

  /// What every draw comes from: the same seed makes the same world.
  package var seed: UInt64 = 1
  /// How many share from the first day on.
  package var advocates = 60
  /// How long the world goes on, 1 to 3650.
  package var days = 365
  /// The share of the sales that sharing set off where the buyer did not click, 0 to 1.
  package var unclicked = 0.6
  /// The share of the customers who would have bought without any sharing, above 0 to 1.
  package var anyway = 0.65
  /// How often an advocate shares in 365 days, on average; some do so much more than others.
  package var sharesAYear = 12.0
  /// The chance that a follower sees a share.
  package var sight = 0.6
  /// The chance that somebody who saw a share tells the own followers.
  package var retelling = 0.1
  /// The share of the people who would buy in 365 days without any sharing, 0 to below 1.
  package var organic = 0.1
  /// The chance that somebody who clicks at all clicks on a share without being set off to buy by it.
  package var idleClicks = 0.01
  /// The chance that somebody who is about to buy anyway first clicks on what they saw last, within 30 days.
  package var clicksAlong = 0.35
  /// The part of those who were set off and clicked who click only when they buy, not when they see.
  package var clicksAtPurchase = 0.3
  /// Half of those who were set off buy within so many days of seeing.
  package var medianDelayDays = 4.5
  /// The standard deviation of the logarithm of that delay.
  package var delaySpread = 1.3
  /// The chance that a purchase is followed by another.
  package var repeats = 0.0
  /// The chance that a purchase is paid back, whole or in part.
  package var refunds = 0.0
  /// The chance that a buyer becomes an advocate.
  package var recruits = 0.0

  /// The usual ones: a year, 60 advocates, 60 % without a click, 65 % bought anyway; one purchase a buyer, kept.
  package init() {}

  /// Names the first parameter that cannot be used.
  ///
  /// - Parameter people: how many people the world has.
  package func validate(people: Int) throws(Invalid) {
    guard (0...people).contains(advocates) else {
      throw Invalid(field: "advocates", reason: "must be 0 to the number of people (\(people))")
    }
    guard (1...3650).contains(days) else { throw Invalid(field: "days", reason: "must be 1 to 3650") }
    for (field, value) in [
      ("unclicked", unclicked), ("sight", sight), ("retelling", retelling), ("idle clicks", idleClicks),
      ("clicks along", clicksAlong), ("clicks at purchase", clicksAtPurchase), ("refunds", refunds),
      ("recruits", recruits),
    ] where !(0...1).contains(value) {
      throw Invalid(field: field, reason: "must be a share from 0 to 1")
    }
    guard anyway > 0, anyway <= 1 else { throw Invalid(field: "anyway", reason: "must be a share above 0, up to 1") }
    guard organic > 0, organic < 1 else {
      throw Invalid(field: "organic", reason: "must be a share above 0 and below 1")
    }
    // Each purchase brings the next with this chance: at 1 they would never end.
    guard repeats >= 0, repeats <= 0.9 else { throw Invalid(field: "repeats", reason: "must be 0 to 0.9") }
    guard sharesAYear >= 0, sharesAYear <= 1000 else {
      throw Invalid(field: "shares a year", reason: "must be 0 to 1000")
    }
    guard medianDelayDays > 0, medianDelayDays <= 365 else {
      throw Invalid(field: "median delay", reason: "must be above 0 and at most 365 days")
    }
    guard delaySpread >= 0, delaySpread <= 5 else { throw Invalid(field: "delay spread", reason: "must be 0 to 5") }
  }

  /// The world's end, in seconds after its start.
  var horizon: Int32 { Int32(days * 86_400) }
}
