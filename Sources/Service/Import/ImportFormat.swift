/// How a file of many items is written.
package enum ImportFormat: String, CaseIterable, Sendable {
  /// A header with the names of the fields, then an item a record (RFC 4180).
  case csv
  /// A JSON object a line.
  case ndjson
}

/// A file that can't be imported at all, and why.
package struct ImportRefusal: Error, CustomStringConvertible, Sendable {
  /// What is wrong with it.
  package let description: String
}
