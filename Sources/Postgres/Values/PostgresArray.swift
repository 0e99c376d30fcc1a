/// An array that is kept in the server's binary format as it grows: for a writer that fills the same columns a
/// thousand times a second and copies each of them once.
///
///     var codes = PostgresArray<String>()
///     for click in batch { codes.append(click.code) }
///     parameters.append(codes)
///     codes.removeAll()
package struct PostgresArray<Element: PostgresEncodable>: Sendable {
  var buffer = PostgresBuffer()
  var hasNulls = false
  /// How many elements there are.
  package private(set) var count = 0

  /// An array without elements.
  package init() { _ = PostgresArrayHeader.append(to: &buffer, element: Element.postgresType) }

  /// Appends an element, or NULL.
  package mutating func append(_ element: Element) {
    if element.isPostgresNull { hasNulls = true }
    buffer.appendField(element)
    count += 1
  }

  /// Empties the array and keeps its memory.
  package mutating func removeAll() {
    buffer.removeAll()
    hasNulls = false
    count = 0
    _ = PostgresArrayHeader.append(to: &buffer, element: Element.postgresType)
  }
}

extension PostgresArray: PostgresEncodable {
  package static var postgresType: PostgresType {
    guard let type = Element.postgresType.array else {
      preconditionFailure("arrays of \(Element.postgresType) cannot be bound")
    }
    return type
  }

  package func encode(into target: inout PostgresBuffer) {
    let start = target.count
    target.append(contentsOf: buffer.bytes)
    PostgresArrayHeader.finish(at: start, count: count, hasNulls: hasNulls, in: &target)
  }
}
