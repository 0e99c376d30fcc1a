/// The identity of one `Entity`: a UUID (RFC 9562) that cannot be mistaken for the identity of another kind of thing.
///
/// The 128 bits are two big-endian halves, so that comparing identifiers compares their bytes, as PostgreSQL does.
package struct Identifier<Entity>: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  package let high: UInt64
  /// The last eight bytes, big-endian.
  package let low: UInt64

  /// Makes an identifier of its two big-endian halves.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

extension Identifier: Comparable {
  /// Unsigned byte order, the order of PostgreSQL's `uuid`; for time-ordered identifiers the order of making,
  /// to the millisecond.
  package static func < (left: Self, right: Self) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }
}

extension Identifier {
  /// The sixteen bytes, first byte first.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    appendBytes(to: &bytes)
    return bytes
  }

  /// Makes an identifier of its sixteen bytes; `nil` for any other number of bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    self.init(high: high, low: low)
  }

  /// Appends the sixteen bytes to `buffer`, first byte first.
  package func appendBytes(to buffer: inout [UInt8]) {
    for half in [high, low] {
      for shift in stride(from: 56, through: 0, by: -8) {
        buffer.append(UInt8(truncatingIfNeeded: half >> UInt64(shift)))
      }
    }
  }
}

extension Identifier {
  /// The id of the same thing under another name: a click that is a touch of a journey.
  package init<Other>(_ other: Identifier<Other>) { self.init(high: other.high, low: other.low) }
}
