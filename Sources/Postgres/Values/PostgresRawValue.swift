/// A type that is stored as its raw value: an identifier that wraps a UUID, an enumeration of strings.
///
///     extension Click.ID: PostgresRawValue {}
///
/// A raw value that the type refuses is a decoding error.
package protocol PostgresRawValue: PostgresValue, RawRepresentable where RawValue: PostgresValue {}

extension PostgresRawValue {
  package static var postgresType: PostgresType { RawValue.postgresType }

  package func encode(into buffer: inout PostgresBuffer) { rawValue.encode(into: &buffer) }

  package var isPostgresNull: Bool { rawValue.isPostgresNull }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Self {
    let raw = try RawValue.decode(bytes, type: type)
    guard let value = Self(rawValue: raw) else { throw .value("\(raw) is not one of its values") }
    return value
  }
}
