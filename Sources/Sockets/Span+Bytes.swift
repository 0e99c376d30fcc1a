/// Bytes where they lie, read without a copy.
extension Span<UInt8> {
  /// Adds all of it to the end of an array.
  package func append(to bytes: inout [UInt8]) {
    unsafe withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// A range as text; octets that are no UTF-8 become U+FFFD.
  package func text(_ range: Range<Int>) -> String {
    unsafe extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a range spells this lower-case ASCII text, letters of either case.
  package func spells(_ text: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { letters in
      for offset in 0..<range.count {
        let byte = self[range.lowerBound + offset]
        let lowercased = byte &- 0x41 < 26 ? byte | 0x20 : byte
        guard unsafe lowercased == letters[offset] else { return false }
      }
      return true
    }
  }
}
