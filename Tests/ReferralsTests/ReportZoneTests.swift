import Referrals
import Testing

@Suite("Days of a zone")
struct ReportZoneTests {
  @Test(
    "a day starts at midnight of the zone, daylight saving included",
    arguments: [
      ("UTC", "2026-03-29", "2026-03-29T00:00:00Z"),
      ("Europe/Berlin", "2026-01-15", "2026-01-14T23:00:00Z"),
      ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"),
      ("Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"),
      ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z"),
      ("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"),
      ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"),
      ("America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"),
      ("Asia/Kolkata", "2026-06-01", "2026-05-31T18:30:00Z"),
      ("Asia/Kathmandu", "2026-06-01", "2026-05-31T18:15:00Z"),
      ("Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"),
      ("Pacific/Pago_Pago", "2026-01-01", "2026-01-01T11:00:00Z"),
      ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z"),
      ("Australia/Lord_Howe", "2026-04-06", "2026-04-05T13:30:00Z"),
    ])
  func starts(zone: String, day: String, start: String) throws {
    let zone = try #require(ReportZone(zone))
    #expect(zone.start(of: try #require(Day(day))) == Timestamp(start))
  }

  @Test(
    "where clocks skip midnight the day starts when they go on",
    arguments: [
      ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
      ("America/Sao_Paulo", "2018-11-05", "2018-11-05T02:00:00Z"),
      ("America/Sao_Paulo", "2019-02-17", "2019-02-17T03:00:00Z"),
      ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"),
      ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"),
      ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
      ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
    ])
  func gaps(zone: String, day: String, start: String) throws {
    let zone = try #require(ReportZone(zone))
    #expect(zone.start(of: try #require(Day(day))) == Timestamp(start))
  }

  @Test(
    "a day has 23, 24 or 25 hours",
    arguments: [
      ("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24),
    ])
  func lengths(day: String, hours: Int) throws {
    let zone = try #require(ReportZone("Europe/Berlin"))
    let day = try #require(Day(day))
    let bounds = zone.bounds(from: day, to: day)
    #expect(bounds.upperBound - bounds.lowerBound == .hours(hours))
  }

  @Test(
    "days follow each other without gap or overlap, and hold their own moments",
    arguments: [
      "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "Asia/Kathmandu",
      "Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham", "America/Havana", "Asia/Tehran",
      "Africa/Casablanca",
    ])
  func partition(name: String) throws {
    let zone = try #require(ReportZone(name))
    let first = try #require(Day("2015-01-01"))
    for number in 0..<4000 {
      let day = first.advanced(by: number)
      let bounds = zone.bounds(from: day, to: day)
      #expect(bounds.upperBound == zone.start(of: day.advanced(by: 1)))
      #expect(zone.day(at: bounds.lowerBound) == day)
      #expect(zone.day(at: bounds.lowerBound - .microseconds(1)) == day.advanced(by: -1))
    }
  }

  @Test(
    "names that are not in the database are refused",
    arguments: [
      "", "Europe/Atlantis", "CEST", "GMT+3", "+02:00", "europe", "Europe/Berlin ", "../etc/passwd", "/etc/localtime",
      "Europe/Berlin\u{0}", "Local",
    ])
  func unknown(name: String) {
    #expect(ReportZone(name) == nil)
  }

  @Test("older names of a zone are taken", arguments: ["US/Pacific", "Asia/Calcutta", "Etc/UTC", "Europe/Kiev"])
  func aliases(name: String) {
    #expect(ReportZone(name)?.name == name)
  }

  @Test("no days make an empty range")
  func backwards() throws {
    let day = try #require(Day("2026-03-01"))
    #expect(ReportZone.utc.bounds(from: day, to: day.advanced(by: -5)).isEmpty)
    #expect(ReportPeriod.periods(.day, from: day, to: day.advanced(by: -1), in: .utc).isEmpty)
  }

  @Test(
    "periods make up the days asked for, cut short at the edges",
    arguments: [
      (
        ReportPeriod.Kind.day,
        [
          "2026-02-26/2026-02-26", "2026-02-27/2026-02-27", "2026-02-28/2026-02-28", "2026-03-01/2026-03-01",
          "2026-03-02/2026-03-02",
        ]
      ),
      (.week, ["2026-02-26/2026-03-01", "2026-03-02/2026-03-02"]),
      (.month, ["2026-02-26/2026-02-28", "2026-03-01/2026-03-02"]),
    ])
  func periods(kind: ReportPeriod.Kind, expected: [String]) throws {
    let first = try #require(Day("2026-02-26"))
    let last = try #require(Day("2026-03-02"))
    let periods = ReportPeriod.periods(kind, from: first, to: last, in: .utc)
    #expect(periods.map { "\($0.first)/\($0.last)" } == expected)
    #expect(periods.first?.bounds.lowerBound == Timestamp("2026-02-26T00:00:00Z"))
    #expect(periods.last?.bounds.upperBound == Timestamp("2026-03-03T00:00:00Z"))
  }

  @Test(
    "weeks start on Monday, months on the first",
    arguments: [
      ("1970-01-01", "1969-12-29", "1970-01-01"), ("2026-03-01", "2026-02-23", "2026-03-01"),
      ("2024-02-29", "2024-02-26", "2024-02-01"), ("2026-03-02", "2026-03-02", "2026-03-01"),
    ])
  func starts(day: String, week: String, month: String) throws {
    let day = try #require(Day(day))
    #expect(ReportPeriod.Kind.week.start(of: day).description == week)
    #expect(ReportPeriod.Kind.month.start(of: day).description == month)
    #expect(ReportPeriod.Kind.week.end(of: day).number - ReportPeriod.Kind.week.start(of: day).number == 6)
  }
}
