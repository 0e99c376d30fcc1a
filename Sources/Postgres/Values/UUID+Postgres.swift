package import Foundation

extension UUID: PostgresValue {
  package static var postgresType: PostgresType { .uuid }

  package func encode(into buffer: inout PostgresBuffer) {
    unsafe withUnsafeBytes(of: uuid) { raw in unsafe buffer.append(contentsOf: raw) }
  }

  package static func encodeArray(_ values: [UUID], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { $0.uuid }
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> UUID {
    guard type == .uuid, bytes.count == 16 else { throw .type }
    var value: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &value) { raw in
      for index in 0..<16 { unsafe raw[index] = bytes[index] }
    }
    return UUID(uuid: value)
  }
}
