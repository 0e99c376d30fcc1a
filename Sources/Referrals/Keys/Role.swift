/// What the holder of a program's key may do; each role may do what those before it may.
package enum Role: String, CaseIterable, Sendable {
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
    case .read: 0
    case .operate: 1
    case .admin: 2
    }
  }
}
