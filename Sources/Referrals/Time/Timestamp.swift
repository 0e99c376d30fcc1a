import Glibc

/// A moment: microseconds since the Unix epoch, leap seconds not counted; the resolution of PostgreSQL's `timestamptz`.
package struct Timestamp: Hashable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let microseconds: Int64

  /// The moment `microseconds` after the Unix epoch.
  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// The moment `seconds` after the Unix epoch.
  package init(seconds: Int64) {
    self.init(microseconds: seconds * 1_000_000)
  }

  /// Milliseconds since the Unix epoch, rounded down.
  package var milliseconds: Int64 {
    microseconds >= 0 ? microseconds / 1000 : (microseconds - 999) / 1000
  }

  /// Seconds since the Unix epoch, rounded down.
  package var seconds: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
  }

  /// The day in UTC.
  package var day: Day {
    Day(number: Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400))
  }

  /// 1970-01-01T00:00:00Z, the earliest moment that text can name.
  package static let earliest = Timestamp(microseconds: 0)

  /// 9999-12-31T23:59:59.999999Z, the latest moment that text can name.
  package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  /// What the system's clock says. Everything that decides takes its time as an argument; only the program's
  /// environment calls this.
  package static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}

extension Timestamp: Comparable {
  /// Whether `left` is earlier than `right`.
  package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}
