/// A field of what is imported: a column of CSV, or a member of an object. A dot leads into an object.
struct ImportColumn: Sendable {
  /// How its text is read where all is text.
  enum Kind: Sendable {
    case text, integer, flag
  }

  let name: String
  var kind = Kind.text
  var isRequired = false

  /// A text that may be missing.
  static func text(_ name: String) -> ImportColumn { ImportColumn(name: name) }

  /// A whole number that may be missing.
  static func integer(_ name: String) -> ImportColumn { ImportColumn(name: name, kind: .integer) }

  /// True or false, or nothing.
  static func flag(_ name: String) -> ImportColumn { ImportColumn(name: name, kind: .flag) }

  /// The same, which has to be there.
  var required: ImportColumn { ImportColumn(name: name, kind: kind, isRequired: true) }
}
