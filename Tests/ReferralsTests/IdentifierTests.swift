import Foundation
import Referrals
import Testing

@Suite("Identifiers")
struct IdentifierTests {
  let text = "01980b5e-7c1a-7d3e-9f00-0123456789ab"

  @Test("text and halves are the same identifier")
  func textRoundTrip() throws {
    let id = try #require(Click.ID(text))
    #expect(id.high == 0x0198_0b5e_7c1a_7d3e)
    #expect(id.low == 0x9f00_0123_4567_89ab)
    #expect(id.description == text)
    #expect(Click.ID(text.uppercased()) == id)
  }

  @Test(
    "anything but the 36 characters is refused",
    arguments: [
      "", "01980b5e7c1a7d3e9f000123456789ab", "{01980b5e-7c1a-7d3e-9f00-0123456789ab}",
      "01980b5e-7c1a-7d3e-9f00-0123456789a", "01980b5e-7c1a-7d3e-9f00-0123456789abc",
      "01980b5e-7c1a-7d3e-9f00-0123456789ag", "01980b5e-7c1a-7d3e-9f0000123456789ab",
      "01980b5e-7c1a-7d3e+9f00-0123456789ab", "０1980b5e-7c1a-7d3e-9f00-0123456789",
    ])
  func refused(text: String) {
    #expect(Click.ID(text) == nil)
  }

  @Test("bytes come first byte first, and lead back")
  func bytes() throws {
    let id = try #require(Click.ID(text))
    #expect(id.bytes.prefix(3) == [0x01, 0x98, 0x0b])
    #expect(id.bytes.count == 16)
    #expect(Click.ID(bytes: id.bytes) == id)
    #expect(Click.ID(bytes: id.bytes.dropLast()) == nil)
    var buffer: [UInt8] = []
    id.appendText(to: &buffer)
    #expect(String(decoding: buffer, as: UTF8.self) == text)
  }

  @Test("identifiers sort by their bytes, without a sign")
  func order() {
    let ids = [
      Click.ID(high: 0, low: 0), Click.ID(high: 0, low: .max), Click.ID(high: 1, low: 0),
      Click.ID(high: 0x8000_0000_0000_0000, low: 0), Click.ID(high: .max, low: .max),
    ]
    #expect(ids.shuffled().sorted() == ids)
    #expect(ids.shuffled().sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) } == ids)
  }

  @Test("JSON holds the text, and an error names what was wrong")
  func json() throws {
    let id = try #require(Person.ID(text))
    #expect(String(decoding: try JSONEncoder().encode([id]), as: UTF8.self) == "[\"\(text)\"]")
    #expect(try JSONDecoder().decode([Person.ID].self, from: Data("[\"\(text)\"]".utf8)) == [id])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Person.ID].self, from: Data("[\"7\"]".utf8)) }
  }

  @Test(
    "a time-ordered identifier is a version 7 UUID of its millisecond",
    arguments: [
      "1970-01-01T00:00:00Z", "2026-03-01T09:30:00.123456Z", "9999-12-31T23:59:59.999999Z",
    ])
  func timeOrdered(text: String) throws {
    let time = try #require(Timestamp(text))
    let id = Click.ID.timeOrdered(at: time)
    #expect(id.high >> 12 & 0xf == 7)
    #expect(id.low >> 62 == 2)
    #expect(id.timestamp == time)
    #expect(Click.ID("00000000-0000-4000-8000-000000000000")?.timestamp == nil)
  }

  @Test("the example of RFC 9562 is read as its time")
  func example() throws {
    let id = try #require(Click.ID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
    #expect(id.timestamp?.milliseconds == Timestamp("2022-02-22T14:22:22-05:00")?.milliseconds)
  }

  @Test("every microsecond of a millisecond leads back, and no fraction leaves the millisecond")
  func fractions() {
    for rest in 0..<1000 {
      let time = Timestamp(microseconds: 1_780_000_000_123_000 + Int64(rest))
      #expect(Click.ID.timeOrdered(at: time).timestamp == time)
    }
    let last = Click.ID(high: 5 << 16 | 0x7fff, low: 0x8000_0000_0000_0000)
    #expect(last.timestamp == Timestamp(microseconds: 5999))
  }

  @Test("later identifiers sort after earlier ones, to the microsecond, and none comes twice")
  func uniqueness() {
    let start = Timestamp(seconds: 1_780_000_000)
    let ids = (0..<20_000).map { Click.ID.timeOrdered(at: start + .microseconds($0 / 10)) }
    #expect(Set(ids).count == ids.count)
    for (earlier, later) in zip(ids, ids.dropFirst(10)) { #expect(earlier < later) }
  }
}
