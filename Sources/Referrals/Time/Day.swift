/// A day of the proleptic Gregorian calendar, in no zone: days since 1970-01-01, the number in PostgreSQL's `date`
/// shifted to the Unix epoch.
package struct Day: Hashable, Sendable {
  /// Days since 1970-01-01.
  package let number: Int

  /// The day `number` days after 1970-01-01.
  package init(number: Int) {
    self.number = number
  }

  /// The day of a calendar date; `nil` for a date that does not exist, such as 30 February.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, in: year) else { return nil }
    // March is taken as a year's first month, so that the leap day is its last: then the days before a month are a
    // straight line, and 400 years (146,097 days) repeat.
    let year = month > 2 ? year : year - 1
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(number: era * 146_097 + dayOfEra - 719_468)
  }

  /// The calendar date: year, month from 1, day from 1.
  package var date: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// How many days a month has.
  package static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day `days` later, or earlier for a negative number.
  package func advanced(by days: Int) -> Day { Day(number: number + days) }
}

extension Day: Comparable {
  /// Whether `left` is the earlier day.
  package static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}

extension Day: CustomStringConvertible, LosslessStringConvertible {
  /// `YYYY-MM-DD` (RFC 3339, full-date).
  package var description: String {
    let (year, month, day) = date
    return
      "\(DecimalDigits.text(year, width: 4))-\(DecimalDigits.text(month, width: 2))-\(DecimalDigits.text(day, width: 2))"
  }

  /// Reads `YYYY-MM-DD` of the years 1970 to 9999; `nil` for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == 0x2d, bytes[7] == 0x2d, let year = DecimalDigits.value(bytes[0..<4]),
      let month = DecimalDigits.value(bytes[5..<7]), let day = DecimalDigits.value(bytes[8..<10]), year >= 1970
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}
