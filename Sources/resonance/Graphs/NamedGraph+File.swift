import SocialGraph

extension NamedGraph {
  /// The graph of a file of edges: `from<space, tab or comma>to`, where `to` sees what `from` shares.
  static func read(_ file: InputFile, isUndirected: Bool = false) throws -> NamedGraph {
    var edges = EdgeList(isUndirected: isUndirected)
    try file.read { edges.read($0) }
    do {
      return try edges.finish()
    } catch {
      throw file.failure(error.faults, of: error.faultCount)
    }
  }

  /// The people of some names with commas between them, each once, in their order.
  func people(named list: String, of file: InputFile) throws -> [Graph.Vertex] {
    var people: [Graph.Vertex] = []
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let person = names.vertex(named: name) else {
        throw CommandFailure(.data, "\(file.name) names nobody called “\(name)”.")
      }
      if !people.contains(person) { people.append(person) }
    }
    return people
  }
}
