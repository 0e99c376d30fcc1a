/// A delivery as it came: its header fields and the bytes of its body, which the signature covers.
package struct RawDelivery: Sendable {
  /// The header fields, in the order in which they came.
  package let headers: [(name: String, value: String)]
  /// The body, byte for byte.
  package let body: [UInt8]

  /// A delivery from what came.
  package init(headers: [(name: String, value: String)], body: [UInt8]) {
    self.headers = headers
    self.body = body
  }

  /// The value of the first field of a name, whatever its case; `nil` where there is none.
  package func header(_ name: String) -> String? {
    headers.first { Self.isSame($0.name, name) }?.value
  }

  /// The value of a field that may be missing, but not stand there twice: receivers would differ on which one counts.
  func atMostOne(_ name: String) throws(Rejection) -> String? {
    var found: String?
    for field in headers where Self.isSame(field.name, name) {
      guard found == nil else { throw .malformedHeader(name) }
      found = field.value
    }
    return found
  }

  /// The value of a field that has to stand there once.
  func one(_ name: String) throws(Rejection) -> String {
    guard let value = try atMostOne(name), !value.isEmpty else { throw .missingHeader(name) }
    return value
  }

  /// Whether two names are the same but for the case of their ASCII letters (RFC 9110, section 5.1).
  private static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
      && zip(left.utf8, right.utf8).allSatisfy { $0 == $1 || lowered($0) == lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}
