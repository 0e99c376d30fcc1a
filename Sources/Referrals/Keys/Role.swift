/// What the holder of a program's key may do; each role may do what those before it may, but for `public`, whose keys are
/// no secret.
package enum Role: String, CaseIterable, Sendable {
  /// Tell of leads from a page that anybody can read, and nothing else.
  case `public`
  /// See everything but secrets.
  case read
  /// Send what happened, replay, recount.
  case operate
  /// Change settings, keys and secrets.
  case admin
}

extension Role: Comparable {
  /// Whether `right` may do more than `left`.
  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .public: 0
    case .read: 1
    case .operate: 2
    case .admin: 3
    }
  }
}
