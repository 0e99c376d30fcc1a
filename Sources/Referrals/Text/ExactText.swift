/// A text that equals only what has the very same bytes, as PostgreSQL compares: what ids, names and keys that others
/// give are told apart by. To Swift's strings "é" in one character and in two are the same; to the database they are two
/// conversions, two people.
package struct ExactText: Sendable {
  /// The text.
  package let text: String

  /// A text, to be compared byte for byte.
  package init(_ text: String) { self.text = text }
}

extension ExactText: Hashable {
  /// Whether both have the same bytes.
  package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  /// Hashes the bytes.
  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension ExactText: Comparable {
  /// In the order of their bytes.
  package static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}

extension ExactText: CustomStringConvertible {
  /// The text.
  package var description: String { text }
}

extension String {
  /// This text, compared byte for byte.
  package var exact: ExactText { ExactText(self) }
}
