/// Bytes on their way to the server, in the binary formats that the types' `send` and `recv` functions define:
/// integers big-endian, everything else by type.
package struct PostgresBuffer: Sendable {
  var bytes: [UInt8] = []

  /// A buffer without bytes.
  package init() {}

  /// How many bytes there are.
  package var count: Int { bytes.count }

  /// Makes room for `count` more bytes.
  package mutating func reserve(_ count: Int) {
    let needed = bytes.count + count
    // Doubling keeps a run of small reservations from copying the buffer each time.
    if needed > bytes.capacity { bytes.reserveCapacity(max(needed, bytes.capacity * 2)) }
  }

  /// Appends an integer in network byte order.
  package mutating func append<Integer: FixedWidthInteger & BitwiseCopyable>(_ integer: Integer) {
    unsafe withUnsafeBytes(of: integer.bigEndian) { raw in unsafe bytes.append(contentsOf: raw) }
  }

  /// Appends bytes as they are.
  package mutating func append(contentsOf other: some Collection<UInt8>) {
    bytes.append(contentsOf: other)
  }

  /// Appends a string's UTF-8.
  package mutating func append(utf8 string: String) {
    bytes.append(contentsOf: string.utf8)
  }

  /// Appends a length word and then a value, or the length -1 where the value is NULL: a field of an array or of a
  /// binary COPY row.
  package mutating func appendField<Value: PostgresEncodable>(_ value: Value) {
    if value.isPostgresNull {
      append(Int32(-1))
      return
    }
    let start = bytes.count
    append(Int32(0))
    value.encode(into: &self)
    replace(at: start, with: Int32(truncatingIfNeeded: bytes.count - start - 4))
  }

  /// Overwrites an integer that was appended at `offset`.
  package mutating func replace<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int, with integer: Integer) {
    precondition(offset >= 0 && offset + MemoryLayout<Integer>.size <= bytes.count)
    unsafe bytes.withUnsafeMutableBytes { raw in
      unsafe raw.storeBytes(of: integer.bigEndian, toByteOffset: offset, as: Integer.self)
    }
  }

  /// Appends fields that are all of one width, none of them NULL, in one pass over memory that is made at once.
  mutating func appendFields<Value, Wire: BitwiseCopyable>(_ values: [Value], _ wire: (Value) -> Wire) {
    let width = MemoryLayout<Wire>.size
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: values.count * (4 + width)))
    let length = Int32(width).bigEndian
    unsafe bytes.withUnsafeMutableBytes { raw in
      var offset = start
      for value in values {
        unsafe raw.storeBytes(of: length, toByteOffset: offset, as: Int32.self)
        unsafe raw.storeBytes(of: wire(value), toByteOffset: offset + 4, as: Wire.self)
        offset += 4 + width
      }
    }
  }

  /// Empties the buffer and keeps its memory.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
