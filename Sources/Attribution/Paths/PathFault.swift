/// What is wrong with a line of a file of paths.
public struct PathFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1; where a record breaks over lines, its first.
  public internal(set) var line = 0
  /// What is wrong with it.
  public let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  /// The two in one line.
  public var description: String { "line \(line): \(reason)" }
}
