/// The header of a one-dimensional array in binary format (PostgreSQL source: `array_recv`): dimensions, a flag for
/// NULLs, the element's type, the length and the lower bound, a 32-bit word each.
enum PostgresArrayHeader {
  /// Appends a header whose counts ``finish(at:count:hasNulls:in:)`` fills in; returns where it starts.
  static func append(to buffer: inout PostgresBuffer, element: PostgresType) -> Int {
    let start = buffer.count
    buffer.append(Int32(1))
    buffer.append(Int32(0))
    buffer.append(element.oid)
    buffer.append(Int32(0))
    buffer.append(Int32(1))
    return start
  }

  static func finish(at start: Int, count: Int, hasNulls: Bool, in buffer: inout PostgresBuffer) {
    if hasNulls { buffer.replace(at: start + 4, with: Int32(1)) }
    buffer.replace(at: start + 12, with: Int32(truncatingIfNeeded: count))
  }

  /// Appends an array of values that are all of one width and never NULL.
  static func append<Value: PostgresEncodable, Wire: BitwiseCopyable>(
    _ values: [Value], to buffer: inout PostgresBuffer, _ wire: (Value) -> Wire
  ) {
    let header = append(to: &buffer, element: Value.postgresType)
    buffer.appendFields(values, wire)
    finish(at: header, count: values.count, hasNulls: false, in: &buffer)
  }

  /// Reads an array of any length in at most one dimension.
  static func decode<Element: PostgresDecodable>(_ bytes: Span<UInt8>) throws(PostgresMismatch) -> [Element] {
    guard bytes.count >= 12 else { throw .type }
    let dimensions = bytes.integer(at: 0, as: Int32.self)
    if dimensions == 0 { return [] }
    guard dimensions == 1 else { throw .value("an array of \(dimensions) dimensions") }
    guard bytes.count >= 20 else { throw .type }
    let element = PostgresType(oid: bytes.integer(at: 8, as: UInt32.self))
    let count = Int(bytes.integer(at: 12, as: Int32.self))
    guard count >= 0, count <= (bytes.count - 20) / 4 else { throw .type }
    var values: [Element] = []
    values.reserveCapacity(count)
    var offset = 20
    for _ in 0..<count {
      guard bytes.count - offset >= 4 else { throw .type }
      let length = Int(bytes.integer(at: offset, as: Int32.self))
      offset += 4
      if length < 0 {
        values.append(try Element.decodeNull())
        continue
      }
      guard bytes.count - offset >= length else { throw .type }
      values.append(try Element.decode(bytes.extracting(offset..<offset + length), type: element))
      offset += length
    }
    return values
  }
}
