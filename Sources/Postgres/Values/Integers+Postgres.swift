extension Int16: PostgresValue {
  package static var postgresType: PostgresType { .int2 }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

  package static func encodeArray(_ values: [Int16], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { $0.bigEndian }
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Int16 {
    guard type == .int2, bytes.count == 2 else { throw .type }
    return bytes.integer(at: 0, as: Int16.self)
  }
}

extension Int32: PostgresValue {
  package static var postgresType: PostgresType { .int4 }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

  package static func encodeArray(_ values: [Int32], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { $0.bigEndian }
  }

  /// Reads `integer` and `smallint`.
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Int32 {
    guard type == .int4, bytes.count == 4 else { return Int32(try Int16.decode(bytes, type: type)) }
    return bytes.integer(at: 0, as: Int32.self)
  }
}

extension Int64: PostgresValue {
  package static var postgresType: PostgresType { .int8 }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

  package static func encodeArray(_ values: [Int64], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { $0.bigEndian }
  }

  /// Reads `bigint`, `integer`, `smallint`, `oid`, and a whole `numeric` that fits, which is what `sum(bigint)` gives.
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Int64 {
    switch type {
    case .int8 where bytes.count == 8: return bytes.integer(at: 0, as: Int64.self)
    case .oid where bytes.count == 4: return Int64(bytes.integer(at: 0, as: UInt32.self))
    case .numeric:
      let text = try PostgresNumeric.text(bytes)
      guard let value = Int64(text) else { throw .value("\(text) is not a 64-bit integer") }
      return value
    default: return Int64(try Int32.decode(bytes, type: type))
    }
  }
}

extension Int: PostgresValue {
  package static var postgresType: PostgresType { .int8 }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(Int64(self)) }

  package static func encodeArray(_ values: [Int], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { Int64($0).bigEndian }
  }

  /// Reads what `Int64` reads.
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Int {
    Int(try Int64.decode(bytes, type: type))
  }
}
