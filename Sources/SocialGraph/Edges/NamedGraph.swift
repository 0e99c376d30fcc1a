/// A graph of people who have names.
public struct NamedGraph: Sendable {
  /// Who sees what whom shares.
  public let graph: Graph
  /// What the vertices are called.
  public let names: Names

  /// A graph whose vertices are the people of `names`.
  public init(graph: Graph, names: Names) {
    self.graph = graph
    self.names = names
  }
}
