extension Double: PostgresValue {
  package static var postgresType: PostgresType { .float8 }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(bitPattern) }

  package static func encodeArray(_ values: [Double], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { $0.bitPattern.bigEndian }
  }

  /// Reads `double precision`, `real`, integers up to 32 bits, and `numeric`, rounded to the nearest.
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Double {
    switch type {
    case .float8 where bytes.count == 8: return Double(bitPattern: bytes.integer(at: 0, as: UInt64.self))
    case .float4 where bytes.count == 4: return Double(Float(bitPattern: bytes.integer(at: 0, as: UInt32.self)))
    case .numeric:
      let text = try PostgresNumeric.text(bytes)
      guard let value = Double(text) else { throw .value("\(text) is not a floating-point number") }
      return value
    default: return Double(try Int32.decode(bytes, type: type))
    }
  }
}
