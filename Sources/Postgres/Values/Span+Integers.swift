extension Span<UInt8> {
  /// An integer in network byte order at an offset; the caller has checked the length, and a slip traps.
  func integer<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type) -> Integer {
    var value: Integer = 0
    for index in offset..<offset + MemoryLayout<Integer>.size {
      value = value << 8 | Integer(truncatingIfNeeded: self[index])
    }
    return value
  }

  /// A copy of the bytes.
  var array: [UInt8] {
    unsafe withUnsafeBufferPointer { bytes in unsafe Array(bytes) }
  }

  /// The bytes as a string; nil where they are not UTF-8.
  var utf8: String? {
    unsafe withUnsafeBufferPointer { bytes in unsafe String(validating: bytes, as: UTF8.self) }
  }
}
