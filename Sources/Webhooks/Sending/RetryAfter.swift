import Referrals

/// The field Retry-After (RFC 9110, section 10.2.3): seconds, or a date in any of the three forms of HTTP.
enum RetryAfter {
  /// The moment that a value names; `nil` for anything else.
  static func time(_ value: String, now: Timestamp) -> Timestamp? {
    let text = value.drop { $0 == " " || $0 == "\t" }
    if let first = text.utf8.first, (0x30...0x39).contains(first) {
      let digits = text.prefix { $0 != " " }
      guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      // A number too large to be read is as good as for ever.
      let seconds = min(Int64(digits) ?? .max, Timestamp.latest.seconds)
      return Timestamp(seconds: now.seconds + seconds)
    }
    return date(text, now: now)
  }

  private static func date(_ text: Substring, now: Timestamp) -> Timestamp? {
    let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
    switch words.count {
    // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT
    case 6 where words[5] == "GMT":
      return time(day: words[1], month: words[2], year: words[3], clock: words[4], now: now)
    // Sun Nov  6 08:49:37 1994
    case 5: return time(day: words[2], month: words[1], year: words[4], clock: words[3], now: now)
    default: return nil
    }
  }

  private static func time(
    day: Substring, month: Substring, year: Substring, clock: Substring, now: Timestamp
  ) -> Timestamp? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2...2) }
    guard let month = months.firstIndex(of: String(month)), let day = number(day, digits: 1...2),
      let year = self.year(year, now: now), (1970...9999).contains(year), parts.count == 3,
      let hour = parts[0], let minute = parts[1], let second = parts[2], hour < 24, minute < 60, second <= 60,
      let date = Day(year: year, month: month + 1, day: day)
    else { return nil }
    return Timestamp(seconds: Int64(date.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second))
  }

  /// A year of four digits, or of two: the nearest such that lies at most 50 years ahead (RFC 9110, section 5.6.7).
  private static func year(_ text: Substring, now: Timestamp) -> Int? {
    guard text.utf8.count == 2 else { return number(text, digits: 4...4) }
    guard let short = number(text, digits: 2...2) else { return nil }
    let this = now.day.date.year
    let year = this - this % 100 + short
    return year > this + 50 ? year - 100 : year
  }

  private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
