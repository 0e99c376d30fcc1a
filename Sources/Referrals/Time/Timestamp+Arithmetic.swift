extension Timestamp {
  /// The moment `duration` after `time`, to the microsecond; traps when it is out of 292,000 years' range.
  package static func + (time: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(microseconds: time.microseconds + duration.wholeMicroseconds)
  }

  /// The moment `duration` before `time`, to the microsecond.
  package static func - (time: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(microseconds: time.microseconds - duration.wholeMicroseconds)
  }

  /// How long after `earlier` the moment `later` is; negative when it is before.
  package static func - (later: Timestamp, earlier: Timestamp) -> Duration {
    .microseconds(later.microseconds - earlier.microseconds)
  }
}

extension Duration {
  /// Days of 24 hours.
  package static func days(_ days: Int) -> Duration { .seconds(days * 86_400) }

  /// Hours of 60 minutes.
  package static func hours(_ hours: Int) -> Duration { .seconds(hours * 3600) }

  /// Minutes of 60 seconds.
  package static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }

  /// The whole microseconds of the duration, cut towards zero.
  package var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
