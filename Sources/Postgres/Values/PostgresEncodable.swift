/// A value that can be bound to a parameter.
///
/// A type that wraps another adopts it by ``PostgresRawValue``, or by forwarding `postgresType` and `encode(into:)`.
package protocol PostgresEncodable: Sendable {
  /// The type that the parameter is declared with; the server never guesses.
  static var postgresType: PostgresType { get }

  /// Appends the value in the type's binary format, without a length. Never called on a NULL.
  func encode(into buffer: inout PostgresBuffer)

  /// Whether the value stands for NULL.
  var isPostgresNull: Bool { get }

  /// The type of a parameter that is an array of these.
  static var postgresArrayType: PostgresType { get }

  /// Appends an array of these in binary format.
  static func encodeArray(_ values: [Self], into buffer: inout PostgresBuffer)

  /// Appends an array of these, some of them NULL, in binary format. Apart from the other because a type's own is
  /// compiled for the type, and that of `Optional` for any.
  static func encodeArray(ofOptionals values: [Self?], into buffer: inout PostgresBuffer)
}

/// A value that can be read from a column.
package protocol PostgresDecodable {
  /// Reads a value in binary format.
  /// - Parameters:
  ///   - bytes: the value as the type's `send` function wrote it.
  ///   - type: the column's type, to be checked.
  static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Self

  /// What NULL becomes; refused by all but `Optional`.
  static func decodeNull() throws(PostgresMismatch) -> Self

  /// Reads an array of these in binary format.
  static func decodeArray(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> [Self]
}

/// A value that goes both ways.
package typealias PostgresValue = PostgresEncodable & PostgresDecodable

/// Why bytes are not the value that was asked for; ``Row`` adds the column.
package enum PostgresMismatch: Error, Hashable, Sendable {
  /// The column is of a type that never holds such a value.
  case type
  /// The column is NULL and the value is not optional.
  case null
  /// The type fits and the value does not, such as infinity for a date.
  case value(String)
}

extension PostgresEncodable {
  package var isPostgresNull: Bool { false }

  package static var postgresArrayType: PostgresType {
    guard let type = postgresType.array else {
      preconditionFailure("\(Self.self): arrays of \(postgresType) cannot be bound")
    }
    return type
  }

  package static func encodeArray(_ values: [Self], into buffer: inout PostgresBuffer) {
    let header = PostgresArrayHeader.append(to: &buffer, element: postgresType)
    // A guess that is exact for the widest fixed types and saves most regrowth for the rest.
    buffer.reserve(values.count * 20)
    var hasNulls = false
    for value in values {
      if value.isPostgresNull { hasNulls = true }
      buffer.appendField(value)
    }
    PostgresArrayHeader.finish(at: header, count: values.count, hasNulls: hasNulls, in: &buffer)
  }
}

extension PostgresEncodable {
  package static func encodeArray(ofOptionals values: [Self?], into buffer: inout PostgresBuffer) {
    let header = PostgresArrayHeader.append(to: &buffer, element: postgresType)
    buffer.reserve(values.count * 20)
    var hasNulls = false
    for value in values {
      if let value, !value.isPostgresNull {
        buffer.appendField(value)
      } else {
        hasNulls = true
        buffer.append(Int32(-1))
      }
    }
    PostgresArrayHeader.finish(at: header, count: values.count, hasNulls: hasNulls, in: &buffer)
  }
}

extension PostgresDecodable {
  package static func decodeNull() throws(PostgresMismatch) -> Self { throw .null }

  package static func decodeArray(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> [Self] {
    try PostgresArrayHeader.decode(bytes)
  }
}
