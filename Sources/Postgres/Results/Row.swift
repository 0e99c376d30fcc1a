/// One row of a result.
///
///     let id: Person.ID = try row("id")
///     let email = try row.decode("email", as: String?.self)
package struct Row: Sendable {
  let result: ResultMemory
  let index: Int32

  /// Reads a column by its name.
  package func decode<Value: PostgresDecodable>(
    _ column: String, as type: Value.Type = Value.self
  ) throws(PostgresDecodingError) -> Value {
    guard let place = result.shape.place(of: column) else {
      let columns = result.shape.names.joined(separator: ", ")
      throw PostgresDecodingError(
        column: column, expected: "\(type)", actual: "nothing",
        reason: "the result has no such column, only: \(columns)")
    }
    return try decode(place, as: type)
  }

  /// Reads a column by its place, from 0.
  package func decode<Value: PostgresDecodable>(
    _ place: Int, as type: Value.Type = Value.self
  ) throws(PostgresDecodingError) -> Value {
    guard result.shape.names.indices.contains(place) else {
      throw PostgresDecodingError(
        column: "\(place)", expected: "\(type)", actual: "nothing",
        reason: "the result has \(result.shape.names.count) columns")
    }
    do {
      return try result.decode(row: index, place: place)
    } catch {
      let reason =
        switch error {
        case .type: "the types do not match"
        case .null: "the value is NULL"
        case .value(let text): text
        }
      throw PostgresDecodingError(
        column: result.shape.names[place], expected: "\(type)", actual: "\(result.shape.types[place])",
        reason: reason)
    }
  }

  /// Reads a column by its name, as the type that the context asks for.
  package func callAsFunction<Value: PostgresDecodable>(_ column: String) throws(PostgresDecodingError) -> Value {
    try decode(column, as: Value.self)
  }

  /// Reads a column by its place from 0, as the type that the context asks for.
  package func callAsFunction<Value: PostgresDecodable>(_ place: Int) throws(PostgresDecodingError) -> Value {
    try decode(place, as: Value.self)
  }
}
