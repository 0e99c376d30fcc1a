import Foundation
import Referrals
import Testing

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "RFC 3339 is read to the microsecond",
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("1970-01-01T00:00:00.000001Z", 1),
      ("1985-04-12T23:20:50.52Z", 482_196_050_520_000),
      ("1996-12-19T16:39:57-08:00", 851_042_397_000_000),
      ("1996-12-20T00:39:57Z", 851_042_397_000_000),
      ("1937-01-01T12:00:27.87+00:20", nil),
      ("2000-02-29T12:00:00+05:30", 951_805_800_000_000),
      ("2026-03-01t09:30:00z", 1_772_357_400_000_000),
      ("2026-03-01T09:30:00-00:00", 1_772_357_400_000_000),
      ("2026-03-01T09:30:00.1234569Z", 1_772_357_400_123_456),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ] as [(String, Int64?)])
  func reads(text: String, microseconds: Int64?) {
    #expect(Timestamp(text)?.microseconds == microseconds)
  }

  @Test(
    "what is not RFC 3339 with an offset is refused",
    arguments: [
      "", "2026-03-01", "2026-03-01T09:30:00", "2026-03-01 09:30:00Z", "2026-03-01T09:30Z", "2026-3-1T09:30:00Z",
      "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
      "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z", "2026-03-01T09:30:61Z", "2026-03-01T09:30:00.Z",
      "2026-03-01T09:30:00+0100", "2026-03-01T09:30:00+1:00", "2026-03-01T09:30:00+24:00", "2026-03-01T09:30:00+01:60",
      "2026-03-01T09:30:00Z ", " 2026-03-01T09:30:00Z", "+026-03-01T09:30:00Z", "2026-03-01T09:30:00ZZ",
      "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "10000-01-01T00:00:00Z",
      "2026-03-01T09:30:00\u{2212}01:00", "٢٠٢٦-03-01T09:30:00Z", "2026-03-01T09:30:60Z",
    ])
  func refused(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test(
    "a leap second counts as the last microsecond before it",
    arguments: [
      "1990-12-31T23:59:60Z", "1990-12-31T15:59:60-08:00", "1990-12-31T23:59:60.5Z",
    ])
  func leapSecond(text: String) {
    #expect(Timestamp(text) == Timestamp("1990-12-31T23:59:59.999999Z"))
  }

  @Test(
    "printing is in UTC without trailing zeros, and leads back",
    arguments: [
      ("2026-03-01T09:30:00+01:00", "2026-03-01T08:30:00Z"),
      ("2026-03-01T09:30:00.250000Z", "2026-03-01T09:30:00.25Z"),
      ("2026-03-01T09:30:00.000001Z", "2026-03-01T09:30:00.000001Z"),
      ("2024-02-29T23:59:59.999999Z", "2024-02-29T23:59:59.999999Z"),
    ])
  func prints(text: String, printed: String) {
    #expect(Timestamp(text)?.description == printed)
    #expect(Timestamp(printed) == Timestamp(text))
  }

  @Test("every day of 800 years has the date that Foundation gives it, and leads back")
  func days() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for number in stride(from: 0, to: 292_194, by: 1) {
      let day = Day(number: number)
      let (year, month, ofMonth) = day.date
      #expect(Day(year: year, month: month, day: ofMonth) == day)
      guard number % 97 == 0 else { continue }
      let date = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(number) * 86_400))
      #expect(date.year == year && date.month == month && date.day == ofMonth)
    }
  }

  @Test("times before 1970 print too")
  func beforeTheEpoch() {
    #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
    #expect(Timestamp(microseconds: -1).milliseconds == -1)
    #expect(Timestamp(microseconds: -1).seconds == -1)
  }

  @Test("durations are added and measured to the microsecond")
  func arithmetic() throws {
    let time = try #require(Timestamp("2026-03-01T00:00:00Z"))
    #expect((time + .days(1)).description == "2026-03-02T00:00:00Z")
    #expect((time - .minutes(30)).description == "2026-02-28T23:30:00Z")
    #expect((time + .hours(2) + .microseconds(5)) - time == .seconds(7200) + .microseconds(5))
    #expect(time - (time + .milliseconds(1)) == .milliseconds(-1))
    #expect(time < time + .microseconds(1))
  }

  @Test("JSON holds RFC 3339")
  func json() throws {
    let time = try #require(Timestamp("2026-03-01T09:30:00Z"))
    let data = try JSONEncoder().encode([time])
    #expect(String(decoding: data, as: UTF8.self) == #"["2026-03-01T09:30:00Z"]"#)
    #expect(try JSONDecoder().decode([Timestamp].self, from: data) == [time])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Timestamp].self, from: Data(#"["yesterday"]"#.utf8))
    }
  }
}
