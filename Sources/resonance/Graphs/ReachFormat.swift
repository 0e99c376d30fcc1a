import ArgumentParser

/// How reach is written.
enum ReachFormat: String, CaseIterable, ExpressibleByArgument {
  /// For people: those who reach most.
  case table
  /// `{"people": 3, "arcs": 2, "reach": [{"id": "ada", "hops": [1, 3]}, …], "union": [2, 3]}`
  case json
  /// A header and a line a person; a union is the last line, of nobody.
  case csv
}
