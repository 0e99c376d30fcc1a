import Foundation
import Testing

@testable import sink

@Suite("Event time")
struct EventTimeTests {
  private func find(_ text: String) -> Int64? { EventTime.find(in: Array(text.utf8).span) }

  @Test("a time is read to the microsecond, whatever comes before it")
  func reads() {
    let data = #""data":{"timestamp":"1970-01-01T00:00:00Z"}"#
    #expect(
      find(#"{"type":"timestamp","timestamp":"2024-02-29T23:59:58.25Z",\#(data)}"#) == 1_709_251_198_250_000)
    #expect(find(#"{"timestamp": "1970-01-01T00:00:00Z"}"#) == 0)
    #expect(find(#"{"timestamp":"2026-03-01T12:00:00.000001Z"}"#) == 1_772_366_400_000_001)
  }

  @Test("days are counted as the calendar has them")
  func days() throws {
    let format = Date.ISO8601FormatStyle()
    for day in stride(from: 0, to: 60_000, by: 13) {
      let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 1)
      #expect(find(#"{"timestamp":"\#(date.formatted(format))"}"#) == Int64(day) * 86_400_000_000 + 1_000_000)
    }
  }

  @Test(
    "what is no time is none",
    arguments: [
      "{}", #"{"timestamp":1700000000}"#, #"{"timestamp":"#, #"{"timestamp":"now"}"#,
      #"{"timestamp":"2026-03-01T12:00:00+01:00"}"#, #"{"timestamp":"2026-03-01T12:00:00.1234567Z"}"#,
    ])
  func none(text: String) { #expect(find(text) == nil) }
}
