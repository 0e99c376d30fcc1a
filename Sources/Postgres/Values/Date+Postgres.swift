package import Foundation

/// A date is `timestamptz`, rounded to the nearest microsecond.
extension Date: PostgresValue {
  package static var postgresType: PostgresType { .timestamptz }

  package func encode(into buffer: inout PostgresBuffer) { PostgresTimestamp(self).encode(into: &buffer) }

  /// Reads `timestamptz`; infinity is refused.
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Date {
    let timestamp = try PostgresTimestamp.decode(bytes, type: type)
    guard timestamp.rawValue != .max, timestamp.rawValue != .min else { throw .value("infinity") }
    return Date(timestamp)
  }
}

extension PostgresTimestamp {
  /// The nearest microsecond; what is beyond 64 bits becomes infinity.
  package init(_ date: Date) {
    // Whole seconds and the rest apart: a Double of microseconds since 1970 would lose the last digit.
    let seconds = date.timeIntervalSinceReferenceDate.rounded(.down)
    let rest = ((date.timeIntervalSinceReferenceDate - seconds) * 1_000_000).rounded()
    let reference = Int64(Date.timeIntervalBetween1970AndReferenceDate)
    guard let whole = Int64(exactly: seconds), case let (sum, overflow) = whole.addingReportingOverflow(reference),
      !overflow, case let (scaled, overflow) = sum.multipliedReportingOverflow(by: 1_000_000), !overflow,
      case let (micros, overflow) = scaled.addingReportingOverflow(Int64(rest)), !overflow
    else {
      self.init(rawValue: seconds < 0 ? .min : .max)
      return
    }
    self.init(rawValue: micros)
  }
}

extension Date {
  /// The moment to the precision of a `Double` of seconds since 2001: a fraction of a microsecond in this century.
  package init(_ timestamp: PostgresTimestamp) {
    let (seconds, micros) = timestamp.rawValue.quotientAndRemainder(dividingBy: 1_000_000)
    let reference = Int64(Date.timeIntervalBetween1970AndReferenceDate)
    self.init(timeIntervalSinceReferenceDate: Double(seconds - reference) + Double(micros) / 1_000_000)
  }
}
