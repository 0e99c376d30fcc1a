import Foundation

/// The zone whose days a report counts by, daylight saving included.
package struct ReportZone: Hashable, Sendable {
  /// The name in the IANA time zone database, as it was given: `Europe/Berlin`.
  package let name: String
  private let zone: TimeZone

  /// Coordinated Universal Time.
  package static let utc = ReportZone("UTC")!

  /// The zone of a name in the IANA time zone database; `nil` for a name that is not there.
  package init?(_ name: String) {
    // Foundation also takes abbreviations and offsets for names, which PostgreSQL reads otherwise.
    guard name == "UTC" || name.contains("/"), name.utf8.count <= 64, name.utf8.allSatisfy(Self.isNameByte),
      let zone = TimeZone(identifier: name)
    else { return nil }
    self.name = name
    self.zone = zone
  }

  /// The day that the zone's calendars show at a moment.
  package func day(at time: Timestamp) -> Day {
    Timestamp(seconds: time.seconds + Int64(offset(at: time.seconds))).day
  }

  /// The first moment of a day: midnight, or later where clocks skip midnight. A day that a zone skipped altogether
  /// starts when the next one does.
  package func start(of day: Day) -> Timestamp {
    let midnight = Int64(day.number) * 86_400
    let before = offset(at: midnight - 86_400)
    let after = offset(at: midnight + 86_400)
    let byOld = midnight - Int64(before)
    if before == after { return Timestamp(seconds: byOld) }
    let change = change(from: before, between: midnight - 86_400, and: midnight + 86_400)
    return Timestamp(seconds: byOld < change ? byOld : max(change, midnight - Int64(after)))
  }

  /// The moments from the start of `first` to the end of `last`, the latter not included.
  package func bounds(from first: Day, to last: Day) -> Range<Timestamp> {
    let start = start(of: first)
    return start..<max(start, self.start(of: last.advanced(by: 1)))
  }

  /// The first second at which the offset is no longer `old`.
  private func change(from old: Int, between earliest: Int64, and latest: Int64) -> Int64 {
    var (low, high) = (earliest, latest)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(at: middle) == old { low = middle } else { high = middle }
    }
    return high
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2f, 0x5f: true
    default: false
    }
  }

  /// Seconds east of UTC.
  private func offset(at seconds: Int64) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
  }
}

extension ReportZone: CustomStringConvertible {
  /// The name.
  package var description: String { name }
}
