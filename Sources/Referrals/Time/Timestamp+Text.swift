extension Timestamp: CustomStringConvertible, LosslessStringConvertible {
  /// RFC 3339 in UTC, the fraction without trailing zeros: `2026-03-01T09:30:00Z`, `2026-03-01T09:30:00.25Z`.
  package var description: String {
    let second = seconds
    let day = self.day
    let ofDay = Int(second) - day.number * 86_400
    let time = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { DecimalDigits.text($0, width: 2) }
    var text = "\(day)T" + time.joined(separator: ":")
    let fraction = Int(microseconds - second * 1_000_000)
    if fraction > 0 {
      var digits = DecimalDigits.text(fraction, width: 6)
      while digits.utf8.last == 0x30 { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }

  /// Reads RFC 3339: date, `T`, time, and an offset, which must be there. Fractions are cut to the microsecond; a leap
  /// second counts as the last microsecond before it; the years are 1970 to 9999 in UTC. `nil` for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 64, bytes[10] | 0x20 == 0x74, bytes[13] == 0x3a, bytes[16] == 0x3a,
      let day = Day(String(decoding: bytes[..<10], as: UTF8.self)),
      let hour = DecimalDigits.value(bytes[11..<13]), hour < 24,
      let minute = DecimalDigits.value(bytes[14..<16]), minute < 60,
      let second = DecimalDigits.value(bytes[17..<19]), second <= 60,
      let (fraction, zone) = Self.fraction(of: bytes[19...]),
      let offset = Self.offset(bytes[zone...])
    else { return nil }
    let minutes = day.number * 1440 + hour * 60 + minute - offset
    // A leap second is put in at the end of a day of UTC, nowhere else.
    if second == 60, (minutes + 1) % 1440 != 0 { return nil }
    let wholeSeconds = Int64(minutes) * 60 + Int64(min(second, 59))
    self.init(microseconds: wholeSeconds * 1_000_000 + Int64(second == 60 ? 999_999 : fraction))
    guard self >= .earliest, self <= .latest else { return nil }
  }

  /// The microseconds of the fraction that may open `bytes`, and where the offset starts.
  private static func fraction(of bytes: ArraySlice<UInt8>) -> (microseconds: Int, end: Int)? {
    guard bytes.first == 0x2e else { return (0, bytes.startIndex) }
    let digits = bytes.dropFirst().prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for place in 0..<6 {
      value = value * 10 + (place < digits.count ? Int(digits[digits.startIndex + place] - 0x30) : 0)
    }
    return (value, digits.endIndex)
  }

  /// The offset from UTC in minutes, east positive: `Z` or `+hh:mm`.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(bytes)
    if bytes.count == 1, bytes[0] | 0x20 == 0x7a { return 0 }
    guard bytes.count == 6, bytes[0] == 0x2b || bytes[0] == 0x2d, bytes[3] == 0x3a,
      let hours = DecimalDigits.value(bytes[1..<3]),
      let minutes = DecimalDigits.value(bytes[4..<6]), hours < 24, minutes < 60
    else { return nil }
    return (bytes[0] == 0x2b ? 1 : -1) * (hours * 60 + minutes)
  }
}

extension Timestamp: Codable {
  /// Decodes RFC 3339 text; throws `DecodingError.dataCorrupted` for any other text.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a time: RFC 3339 with an offset, as in 2026-03-01T09:30:00Z")
    }
    self = time
  }

  /// Encodes RFC 3339 text in UTC.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
