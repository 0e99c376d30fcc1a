internal import Sockets

/// The Date field (RFC 9110, 5.6.7: IMF-fixdate), made anew when the second changes.
struct HTTPDate {
  private var second: Int64 = -1
  /// `Date: …` with its CR LF.
  private(set) var field: [UInt8] = []

  /// Makes the field true for this second since 1970.
  mutating func refresh(second: Int64) {
    guard second != self.second else { return }
    self.second = second
    field = Array("Date: \(Self.text(second: second))\r\n".utf8)
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func text(second: Int64) -> String {
    let days = Int(second / 86_400)
    let rest = Int(second % 86_400)
    let (year, month, day) = civil(days: days)
    let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let time = [rest / 3600, rest / 60 % 60, rest % 60].map(twoDigits).joined(separator: ":")
    return "\(names[days % 7]), \(twoDigits(day)) \(months[month - 1]) \(year) \(time) GMT"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  /// The Gregorian date so many days after 1 January 1970, counted in years that start in March so that the leap day
  /// comes last.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let ofEra = shifted % 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
