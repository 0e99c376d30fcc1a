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

  package static func encodeArray(_ values: [Self], into buffer: inout PostgresBuffer) {
    // One array more, and the raw values' own fast way.
    RawValue.encodeArray(values.map { $0.rawValue }, into: &buffer)
  }

  package static var postgresArrayType: PostgresType { RawValue.postgresArrayType }

  package static func decodeArray(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> [Self] {
    var values: [Self] = []
    for raw in try RawValue.decodeArray(bytes, type: type) { values.append(try wrap(raw)) }
    return values
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Self {
    try wrap(RawValue.decode(bytes, type: type))
  }

  private static func wrap(_ raw: RawValue) throws(PostgresMismatch) -> Self {
    guard let value = Self(rawValue: raw) else { throw .value("\(raw) is not one of its values") }
    return value
  }
}
