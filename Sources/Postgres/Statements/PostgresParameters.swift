/// Parameters in binary format in one piece of memory, ready to be sent; a writer fills the same one again and again.
package struct PostgresParameters: Sendable {
  var buffer = PostgresBuffer()
  var types: [UInt32] = []
  /// Where each value starts in the buffer; -1 for NULL.
  var starts: [Int] = []
  var lengths: [Int32] = []

  /// No parameters yet.
  package init() {}

  /// Encodes a statement's parameters.
  package init(_ sql: SQL) {
    for parameter in sql.parameters { append(parameter) }
  }

  /// How many there are.
  package var count: Int { types.count }

  /// Encodes a value as the next parameter.
  package mutating func append<Value: PostgresEncodable>(_ value: Value) {
    types.append(Value.postgresType.oid)
    guard !value.isPostgresNull else {
      starts.append(-1)
      lengths.append(0)
      return
    }
    let start = buffer.count
    value.encode(into: &buffer)
    starts.append(start)
    lengths.append(Int32(buffer.count - start))
  }

  /// Empties the list and keeps its memory.
  package mutating func removeAll() {
    buffer.removeAll()
    types.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
  }

  /// Lends the pointers that libpq takes: values (nil for NULL), lengths, formats (all binary).
  func withPointers<Result>(
    _ body: (
      UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
    ) -> Result
  ) -> Result {
    unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count + 1) { values in
      unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: count + 1) { formats in
        unsafe buffer.bytes.withUnsafeBytes { bytes in
          unsafe formats.initialize(repeating: 1)
          unsafe values.initialize(repeating: nil)
          // An empty value is not NULL, so it needs an address even where no byte was encoded at all.
          let nowhere = unsafe UnsafePointer<CChar>(OpaquePointer(formats.baseAddress!))
          for index in 0..<count where starts[index] >= 0 {
            unsafe values[index] =
              lengths[index] == 0
              ? nowhere : bytes.baseAddress!.advanced(by: starts[index]).assumingMemoryBound(to: CChar.self)
          }
          return unsafe lengths.withUnsafeBufferPointer { lengths in
            unsafe body(
              values.baseAddress!, lengths.baseAddress ?? UnsafePointer(formats.baseAddress!), formats.baseAddress!)
          }
        }
      }
    }
  }
}
