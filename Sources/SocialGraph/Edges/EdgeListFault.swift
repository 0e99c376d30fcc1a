/// What is wrong with a line of an edge list.
public struct EdgeListFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong with it.
  public let reason: String

  /// `line 3: …`
  public var description: String { "line \(line): \(reason)" }
}

/// Why an edge list has no graph.
public struct EdgeListError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, by line: the first hundred.
  public let faults: [EdgeListFault]
  /// How many lines are wrong.
  public let faultCount: Int

  /// The faults, a line each.
  public var description: String {
    let more = faultCount - faults.count
    return (faults.map(\.description) + (more > 0 ? ["… and \(more) more"] : [])).joined(separator: "\n")
  }
}
