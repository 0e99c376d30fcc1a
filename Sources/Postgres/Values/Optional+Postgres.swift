extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  package static var postgresType: PostgresType { Wrapped.postgresType }

  package func encode(into buffer: inout PostgresBuffer) { self?.encode(into: &buffer) }

  package var isPostgresNull: Bool { self?.isPostgresNull ?? true }

  package static func encodeArray(_ values: [Wrapped?], into buffer: inout PostgresBuffer) {
    Wrapped.encodeArray(ofOptionals: values, into: &buffer)
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Wrapped? {
    try Wrapped.decode(bytes, type: type)
  }

  package static func decodeNull() throws(PostgresMismatch) -> Wrapped? { nil }
}
