/// A JSON document as text: bound as `jsonb`, read from `jsonb` and `json`.
package struct JSONText: Hashable, Sendable, RawRepresentable {
  /// The document as text.
  package let rawValue: String

  /// Takes a document as it is; the server refuses what is none.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// Wraps a document; the server refuses what is not JSON (SQLSTATE 22P02).
  package init(_ text: String) { rawValue = text }
}

extension JSONText: PostgresValue {
  package static var postgresType: PostgresType { .jsonb }

  package func encode(into buffer: inout PostgresBuffer) {
    // The version of jsonb's binary format.
    buffer.append(UInt8(1))
    buffer.append(utf8: rawValue)
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> JSONText {
    switch type {
    case .jsonb:
      guard bytes.count > 1, bytes[0] == 1 else { throw .type }
      return JSONText(try String.decode(bytes.extracting(1..<bytes.count), type: .text))
    case .json: return JSONText(try String.decode(bytes, type: .text))
    default: throw .type
    }
  }
}
