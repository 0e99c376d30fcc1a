/// What a word in a user agent gives away.
enum AgentMeaning: UInt8, Comparable, Sendable {
  /// Nothing, though a shorter word in it would.
  case harmless
  /// A crawler, a scanner, a library or a browser without a person.
  case bot
  /// A service that watches whether pages are up and how fast.
  case monitor
  /// A program that looks at a link to show what is behind it, where somebody shared it.
  case preview

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
