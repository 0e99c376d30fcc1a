/// Why migrations were refused or failed. What it says names the file.
package struct MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is.
  package enum Kind: Hashable, Sendable {
    /// The directory cannot be read, or holds an SQL file whose name is not `NNNN_name.up.sql` or `.down.sql`.
    case unreadable
    /// Two files have one number.
    case duplicate
    /// A number is left out, or a later one was applied before it.
    case gap
    /// The file is not the one that was applied.
    case changed
    /// A version was applied and its file is missing.
    case missing
    /// There is no way back from a version.
    case irreversible
    /// The server refused a statement.
    case failed
    /// Somebody else has been migrating for too long.
    case locked
  }

  /// What kind of trouble it is.
  package var kind: Kind
  /// The file, or the directory, at fault.
  package var file: String
  /// The line of the file that the server pointed at, from 1.
  package var line: Int?
  /// What is wrong with it.
  package var reason: String
  /// What the server said.
  package var cause: PostgresError?

  init(_ kind: Kind, _ file: String, line: Int? = nil, _ reason: String, cause: PostgresError? = nil) {
    self.kind = kind
    self.file = file
    self.line = line
    self.reason = reason
    self.cause = cause
  }

  package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
