/// A byte is `"char"`, and an array of bytes is `bytea`.
extension UInt8: PostgresValue {
  package static var postgresType: PostgresType { .byte }

  package static var postgresArrayType: PostgresType { .bytea }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

  package static func encodeArray(_ values: [UInt8], into buffer: inout PostgresBuffer) {
    buffer.append(contentsOf: values)
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> UInt8 {
    guard type == .byte, bytes.count == 1 else { throw .type }
    return bytes[0]
  }

  package static func decodeArray(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> [UInt8] {
    guard type == .bytea else { throw .type }
    return bytes.array
  }
}
