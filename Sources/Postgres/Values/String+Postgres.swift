extension String: PostgresValue {
  package static var postgresType: PostgresType { .text }

  package func encode(into buffer: inout PostgresBuffer) { buffer.append(utf8: self) }

  /// Reads text of every kind, `json`, `jsonb`, enumerations and other types of the user's whose binary format is
  /// their text, `numeric` in decimal notation, and `date` as `YYYY-MM-DD`.
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> String {
    switch type {
    case .text, .varchar, .bpchar, .name, .unknown, .json: break
    case .jsonb: return try JSONText.decode(bytes, type: type).rawValue
    case .numeric: return try PostgresNumeric.text(bytes)
    case .date: return try PostgresDay.text(bytes)
    default: guard type.isUserDefined else { throw .type }
    }
    guard let string = bytes.utf8 else { throw .value("bytes that are not UTF-8") }
    return string
  }
}
