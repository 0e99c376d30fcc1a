package import Foundation

/// One numbered change of the schema: `0007_add_attempts.up.sql`, with the way back beside it.
package struct Migration: Hashable, Sendable {
  /// The number that the file name starts with, from 1 and without gaps.
  package let version: Int
  /// The file name without number and ending: `add_attempts`.
  package let name: String
  /// SHA-256 of the up file, in lower-case hexadecimal.
  package let checksum: String
  let up: Script
  let down: Script?

  /// A file's name and content.
  struct Script: Hashable, Sendable {
    let file: String
    let text: String

    /// Whether the first line is `-- no transaction`: for statements that refuse to run in one.
    var runsOutsideTransaction: Bool {
      text.prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces) == "-- no transaction"
    }
  }
}

extension Migration {
  /// Where a migration stands in one database.
  package struct Status: Hashable, Sendable {
    /// Whether it is applied, and whether as its file says.
    package enum State: Hashable, Sendable {
      /// It is not applied yet.
      case pending
      /// It is applied as its file says.
      case applied(at: Date)
      /// The up file is not the one that was applied.
      case changed(at: Date)
      /// It was applied and its file is gone.
      case missing(at: Date)
    }

    /// Its number.
    package let version: Int
    /// The rest of its file's name.
    package let name: String
    /// Where it stands.
    package let state: State
  }
}
