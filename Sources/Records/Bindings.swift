package import Postgres
package import Referrals

// How the domain's values are written as PostgreSQL's, and read again.

extension Identifier: PostgresValue {
  package static var postgresType: PostgresType { .uuid }

  package func encode(into buffer: inout PostgresBuffer) {
    buffer.append(high)
    buffer.append(low)
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Self {
    guard type == .uuid, bytes.count == 16 else { throw .type }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in 0..<8 {
      high = high << 8 | UInt64(bytes[index])
      low = low << 8 | UInt64(bytes[index + 8])
    }
    return Self(high: high, low: low)
  }
}

extension Timestamp: PostgresValue {
  package static var postgresType: PostgresType { .timestamptz }

  package func encode(into buffer: inout PostgresBuffer) {
    PostgresTimestamp(microsecondsSince1970: microseconds).encode(into: &buffer)
  }

  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Self {
    Self(microseconds: try PostgresTimestamp.decode(bytes, type: type).microsecondsSince1970)
  }
}

extension Currency: PostgresDecodable {
  package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresMismatch) -> Self {
    let code = try String.decode(bytes, type: type)
    guard let currency = Currency(code) else { throw .value("\(code) is not a currency of ISO 4217") }
    return currency
  }
}

extension ConversionType: PostgresRawValue {}
extension ReversalReason: PostgresRawValue {}
extension Reversal.Status: PostgresRawValue {}
extension Delivery.Status: PostgresRawValue {}
extension Ledger.Kind: PostgresRawValue {}
extension Ledger.Cause: PostgresRawValue {}
extension Journeys.Exclusion: PostgresRawValue {}
extension Journeys.Kind: PostgresRawValue {}
extension Endpoints.Reason: PostgresRawValue {}
extension Deliveries.Status: PostgresRawValue {}
extension Consents.Purpose: PostgresRawValue {}
extension Role: PostgresRawValue {}
extension Replays.Direction: PostgresRawValue {}
extension Imports.State: PostgresRawValue {}

extension Rows {
  /// The one row of a statement that always has one.
  package var only: Row {
    get throws {
      guard count == 1 else {
        throw PostgresError(.internalError, message: "one row was expected, and there are \(count)")
      }
      return self[0]
    }
  }
}
