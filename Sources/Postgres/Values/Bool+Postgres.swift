extension Bool: PostgresValue {
  package static var postgresType: PostgresType { .bool }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(self ? UInt8(1) : 0) }

  package static func encodeArray(_ values: [Bool], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { $0 ? UInt8(1) : 0 }
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Bool {
    guard type == .bool, bytes.count == 1 else { throw .type }
    return bytes[0] != 0
  }
}
