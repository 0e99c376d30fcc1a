/// Percent-encoding of URI components (RFC 3986, 2.1).
package enum PercentEncoding {
  /// The text that percent-encoded octets stand for; nil if a percent sign is not followed by two hexadecimal digits,
  /// or the octets are no UTF-8 text, or hold NUL. A plus sign stays one.
  package static func decode(_ encoded: some Sequence<UInt8>) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.underestimatedCount)
    var iterator = encoded.makeIterator()
    while let byte = iterator.next() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = iterator.next()?.hexadecimalValue, let low = iterator.next()?.hexadecimalValue else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
