/// `date` in binary format: days since 2000-01-01, 32 bits.
enum PostgresDay {
  /// The day as `YYYY-MM-DD`, years before 1 as PostgreSQL prints them, `infinity` where there is no end.
  static func text(_ bytes: Span<UInt8>) throws(PostgresMismatch) -> String {
    guard bytes.count == 4 else { throw .type }
    let days = bytes.integer(at: 0, as: Int32.self)
    if days == .max { return "infinity" }
    if days == .min { return "-infinity" }
    // Days to a civil date in the proleptic Gregorian calendar, counted from 0000-03-01 in eras of 400 years.
    let shifted = Int(days) + 730_425
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
    let shown = padded(year > 0 ? year : 1 - year, to: 4) + "-" + padded(civilMonth, to: 2) + "-" + padded(day, to: 2)
    return year > 0 ? shown : shown + " BC"
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
