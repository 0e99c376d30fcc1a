import ArgumentParser

/// How what was found on a graph is written.
enum GraphFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json, csv
}
