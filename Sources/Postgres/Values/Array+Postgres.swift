/// An array is a PostgreSQL array of one dimension; an array of bytes is `bytea`.
extension Array: PostgresEncodable where Element: PostgresEncodable {
  package static var postgresType: PostgresType { Element.postgresArrayType }

  package func encode(into buffer: inout PostgresBuffer) { Element.encodeArray(self, into: &buffer) }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> [Element] {
    try Element.decodeArray(bytes, type: type)
  }
}
