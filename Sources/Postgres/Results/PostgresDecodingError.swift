/// A column does not hold what was asked of it: a mistake in a statement or in the code that reads it.
package struct PostgresDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The column's name.
  package var column: String
  /// The Swift type that was asked for.
  package var expected: String
  /// The column's type; `nothing` where the result has no such column.
  package var actual: String
  /// What does not fit.
  package var reason: String

  package var description: String { "column \"\(column)\" as \(expected) from \(actual): \(reason)" }
}
