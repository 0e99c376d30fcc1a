/// Names as CSV writes them (RFC 4180).
enum CSVText {
  /// A name of a graph as a field: names have no comma and no line feed, since a graph's lines are split at these.
  static func field(_ name: String) -> String {
    name.utf8.contains(UInt8(ascii: "\"")) ? "\"\(name.replacing("\"", with: "\"\""))\"" : name
  }
}
