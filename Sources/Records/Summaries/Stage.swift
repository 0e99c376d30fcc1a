/// How far somebody has come. Everybody enters each stage once, the first time.
package enum Stage: String, CaseIterable, Sendable {
  /// Could see what an advocate whom they follow shared.
  case awareness
  /// Followed somebody else's link.
  case consideration
  /// Became a lead or signed up.
  case preference
  /// Bought for the first time.
  case action
  /// Bought for the second time, or renewed.
  case loyalty
  /// Bought, and is an advocate: shares, or has a link to share.
  case advocacy

  /// The stage before.
  var previous: Stage? { neighbour(-1) }
  /// The stage after.
  var next: Stage? { neighbour(1) }

  private func neighbour(_ distance: Int) -> Stage? {
    guard let place = Self.allCases.firstIndex(of: self), Self.allCases.indices.contains(place + distance) else {
      return nil
    }
    return Self.allCases[place + distance]
  }
}
