/// A moment as `timestamptz` keeps it: whole microseconds since 1970-01-01 00:00 UTC.
///
/// `Int64.max` and `Int64.min` are PostgreSQL's `infinity` and `-infinity`.
package struct PostgresTimestamp: Hashable, Comparable, Sendable, RawRepresentable {
  /// Microseconds since 1970.
  package let rawValue: Int64

  /// A moment by its microseconds since 1970.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// A moment by its microseconds since 1970-01-01 00:00 UTC.
  package init(microsecondsSince1970: Int64) { rawValue = microsecondsSince1970 }

  /// The same, by a name that says it.
  package var microsecondsSince1970: Int64 { rawValue }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// PostgreSQL counts from 2000-01-01.
  static let epoch: Int64 = 946_684_800_000_000
}

extension PostgresTimestamp: PostgresValue {
  package static var postgresType: PostgresType { .timestamptz }

  package func encode(into buffer: inout PostgresBuffer) {
    buffer.append(wire)
  }

  package static func encodeArray(_ values: [PostgresTimestamp], into buffer: inout PostgresBuffer) {
    PostgresArrayHeader.append(values, to: &buffer) { $0.wire.bigEndian }
  }

  /// Microseconds since 2000.
  private var wire: Int64 {
    if rawValue == .max || rawValue == .min { return rawValue }
    let (value, overflow) = rawValue.subtractingReportingOverflow(Self.epoch)
    // Where the count does not fit, the server is sent one that it refuses as out of range (SQLSTATE 22008).
    return overflow ? Int64.min + 1 : value
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Self {
    guard type == .timestamptz, bytes.count == 8 else { throw .type }
    let value = bytes.integer(at: 0, as: Int64.self)
    if value == .max || value == .min { return Self(rawValue: value) }
    let (shifted, overflow) = value.addingReportingOverflow(epoch)
    guard !overflow else { throw .value("a time past the year 294246") }
    return Self(rawValue: shifted)
  }
}
