internal import Glibc

/// A point on the monotonic clock, in nanoseconds; what deadlines are made of.
package struct Instant: Comparable, Sendable {
  /// Nanoseconds since the machine started.
  package var nanoseconds: UInt64

  /// An instant this many nanoseconds after the machine started.
  package init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// The clock as it stands.
  package static var now: Instant {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
  }

  /// A deadline that never comes.
  package static let never = Instant(nanoseconds: .max)

  /// This instant moved later by so many nanoseconds; stops at `never`.
  package func advanced(nanoseconds: UInt64) -> Instant {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return Instant(nanoseconds: overflow ? .max : sum)
  }

  /// This instant moved later by a duration; stops at `never`.
  package func advanced(by duration: Duration) -> Instant {
    advanced(nanoseconds: duration.wholeNanoseconds)
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

extension Duration {
  /// Whole nanoseconds, zero for a negative duration, `UInt64.max` for one too long to say.
  package var wholeNanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carried) = whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
    return overflow || carried ? .max : sum
  }
}

/// The wall clock, for what people read.
package enum WallClock {
  /// Whole seconds since 1970, to within a few milliseconds; cheap enough for every response.
  package static var second: Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
    return Int64(time.tv_sec)
  }
}
