import Foundation
import Postgres
import TestSupport
import Testing

/// Sends a value there and back, once bound and once as PostgreSQL itself prints it.
private func echo<Value: PostgresValue>(_ value: Value) async throws -> Value {
  try await TestDatabase.current.pool.query("SELECT \(value) AS value")[0].decode("value", as: Value.self)
}

private func printed(_ value: some PostgresEncodable) async throws -> String? {
  try await TestDatabase.current.pool.query("SELECT \(value)::text AS value")[0]("value")
}

private func read<Value: PostgresDecodable>(_ expression: SQL, as type: Value.Type = Value.self) async throws -> Value {
  try await TestDatabase.current.pool.query("SELECT \(expression) AS value")[0].decode("value", as: type)
}

private enum Mood: String, PostgresRawValue { case calm, wild }

private struct Ticket: Hashable, PostgresRawValue { let rawValue: UUID }

@Suite("Values go there and back", .database)
struct ValueTests {
  @Test func `booleans`() async throws {
    #expect(try await echo(true) == true)
    #expect(try await echo(false) == false)
    #expect(try await printed(true) == "true")
  }

  @Test(arguments: [0, 1, -1, .min, .max] as [Int16])
  func `16-bit integers`(value: Int16) async throws {
    #expect(try await echo(value) == value)
    #expect(try await printed(value) == "\(value)")
  }

  @Test(arguments: [0, 1, -1, .min, .max] as [Int32])
  func `32-bit integers`(value: Int32) async throws {
    #expect(try await echo(value) == value)
    #expect(try await printed(value) == "\(value)")
  }

  @Test(arguments: [0, 1, -1, .min, .max] as [Int64])
  func `64-bit integers`(value: Int64) async throws {
    #expect(try await echo(value) == value)
    #expect(try await echo(Int(value)) == Int(value))
    #expect(try await printed(value) == "\(value)")
  }

  @Test(arguments: [0, 0.1, -1.5, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
  func `floating-point numbers`(value: Double) async throws {
    #expect(try await echo(value) == value)
  }

  @Test func `what is not a number stays none`() async throws {
    #expect(try await echo(Double.nan).isNaN)
  }

  @Test(arguments: [
    "", "plain", "Grüße", "👩🏽‍💻 e\u{301}", "'; DROP TABLE x; --", "$1 \\ \"", String(repeating: "长", count: 10_000),
  ])
  func `text`(value: String) async throws {
    #expect(try await Array(echo(value).utf8) == Array(value.utf8))
    #expect(try await printed(value) == value)
  }

  @Test func `a zero byte in text is refused by the server`() async throws {
    await #expect(throws: PostgresError.self) { try await echo("a\0b") }
  }

  @Test func `UUIDs`() async throws {
    let id = UUID()
    #expect(try await echo(id) == id)
    #expect(try await printed(id) == id.uuidString.lowercased())
  }

  @Test(arguments: [[], [0], Array(0...255)] as [[UInt8]])
  func `bytes`(value: [UInt8]) async throws {
    #expect(try await echo(value) == value)
    #expect(try await echo([value, [], value]) == [value, [], value])
  }

  @Test(
    arguments: [0, 1, -1, 1_700_000_000_123_456, -62_135_596_800_000_000, 253_402_300_799_999_999, .min, .max]
      as [Int64])
  func `timestamps to the microsecond`(micros: Int64) async throws {
    let moment = PostgresTimestamp(microsecondsSince1970: micros)
    #expect(try await echo(moment) == moment)
  }

  @Test func `timestamps mean what the server means`() async throws {
    let moment = try await read("'2024-02-29 12:34:56.789012+02'::timestamptz", as: PostgresTimestamp.self)
    #expect(moment.microsecondsSince1970 == 1_709_202_896_789_012)
    #expect(try await printed(PostgresTimestamp(microsecondsSince1970: 0)) == "1970-01-01 00:00:00+00")
    #expect(try await printed(PostgresTimestamp(rawValue: .max)) == "infinity")
    await #expect(throws: PostgresError.self) { try await printed(PostgresTimestamp(rawValue: .min + 2)) }
  }

  @Test func `dates are rounded to the microsecond`() async throws {
    let date = Date(timeIntervalSince1970: 1_700_000_000.1234567)
    let back = try await echo(date)
    #expect(abs(back.timeIntervalSince(date)) <= 0.000_001)
    #expect(try await echo(back) == back)
    #expect(try await printed(Date(timeIntervalSince1970: -0.5)) == "1969-12-31 23:59:59.5+00")
    #expect(PostgresTimestamp(Date(timeIntervalSince1970: 0.123_456_4)).rawValue == 123_456)
  }

  @Test func `infinity is not a date`() async throws {
    await #expect(throws: PostgresDecodingError.self) { try await read("'infinity'::timestamptz", as: Date.self) }
  }

  @Test func `JSON`() async throws {
    #expect(try await echo(JSONText(#"{"a": [1, "ü"]}"#)).rawValue == #"{"a": [1, "ü"]}"#)
    #expect(try await read("'[1]'::json", as: JSONText.self).rawValue == "[1]")
    #expect(try await read("'[1]'::jsonb", as: String.self) == "[1]")
    await #expect(throws: PostgresError.self) { try await echo(JSONText("{")) }
  }

  @Test func `NULL`() async throws {
    #expect(try await echo(nil as String?) == nil)
    #expect(try await echo(nil as [Int]?) == nil)
    #expect(try await echo(nil as Mood?) == nil)
    #expect(try await echo("x" as String?) == "x")
    #expect(try await read("NULL::int", as: Int?.self) == nil)
  }

  @Test func `arrays`() async throws {
    #expect(try await echo([] as [Int]) == [])
    #expect(try await echo([Int.min, 0, .max]) == [.min, 0, .max])
    #expect(try await echo([nil, "a", "", nil, "😀"] as [String?]) == [nil, "a", "", nil, "😀"])
    #expect(try await echo([true, false]) == [true, false])
    #expect(try await echo([1, 2] as [Int16]) == [1, 2])
    #expect(try await echo([1.5, nil] as [Double?]) == [1.5, nil])
    let ids = (0..<500).map { _ in UUID() }
    #expect(try await echo(ids) == ids)
    #expect(try await printed(["a,b", "\"", "NULL"]) == #"{"a,b","\"","NULL"}"#)
    #expect(try await read("ARRAY[1, 2]::int2[]", as: [Int].self) == [1, 2])
    #expect(try await echo([JSONText("1"), JSONText("[]")]).map(\.rawValue) == ["1", "[]"])
  }

  @Test func `an array of two dimensions is refused`() async throws {
    await #expect(throws: PostgresDecodingError.self) { try await read("ARRAY[[1],[2]]", as: [Int].self) }
  }

  @Test func `an array that grows in the server's format is the same array`() async throws {
    var array = PostgresArray<String?>()
    for round in 0..<2 {
      array.removeAll()
      for value in ["a", nil, "\(round)"] { array.append(value) }
      let rows = try await TestDatabase.current.pool.query("SELECT \(array) AS value")
      #expect(try rows[0]("value") == ["a", nil, "\(round)"] as [String?])
    }
    #expect(array.count == 3)
  }

  @Test func `types that wrap others`() async throws {
    let ticket = Ticket(rawValue: UUID())
    #expect(try await echo(ticket) == ticket)
    #expect(try await echo([ticket, nil]) == [ticket, nil])
    #expect(try await echo(Mood.wild) == .wild)
    #expect(try await echo([Mood.calm]) == [.calm])
    await #expect(throws: PostgresDecodingError.self) { try await read("'angry'", as: Mood.self) }
  }

  @Test func `enumerations and other text of the server's`() async throws {
    let pool = TestDatabase.current.pool
    try await pool.execute("CREATE TYPE mood AS ENUM ('calm', 'wild')")
    #expect(try await read("'wild'::mood", as: Mood.self) == .wild)
    #expect(try await read("ARRAY['wild', NULL]::mood[]", as: [Mood?].self) == [.wild, nil])
    #expect(try await read("\(Mood.calm)::mood", as: String.self) == "calm")
    #expect(try await read("'x'::varchar(3)", as: String.self) == "x")
    #expect(try await read("'x'::name", as: String.self) == "x")
    #expect(try await read("'x'::char(3)", as: String.self) == "x  ")
  }

  @Test(arguments: [
    "0", "-1", "1234567890123456789012345678901234567890", "0.0001", "-0.50", "10000", "99999999.00010", "1e-30", "NaN",
    "Infinity", "100000000", "0.00",
  ])
  func `decimal numbers as PostgreSQL prints them`(number: String) async throws {
    let rows = try await TestDatabase.current.pool.query(
      "SELECT \(number)::numeric AS n, \(number)::numeric::text AS t")
    #expect(try rows[0].decode("n", as: String.self) == rows[0]("t"))
  }

  @Test func `a sum of integers is an integer`() async throws {
    #expect(try await read("(SELECT sum(x) FROM unnest(\([Int.max / 2, 7])) AS x)", as: Int.self) == .max / 2 + 7)
    #expect(try await read("(SELECT avg(x) FROM unnest(\([1, 2])) AS x)", as: Double.self) == 1.5)
    await #expect(throws: PostgresDecodingError.self) { try await read("1.5::numeric", as: Int.self) }
    await #expect(throws: PostgresDecodingError.self) { try await read("1e19::numeric", as: Int.self) }
  }

  @Test(arguments: [
    "2024-02-29", "1999-12-31", "2000-01-01", "0001-01-01", "0044-03-15 BC", "9999-12-31", "5874897-12-31", "infinity",
    "4713-01-01 BC", "1900-02-28",
  ])
  func `days`(day: String) async throws {
    #expect(try await read("\(day)::date", as: String.self) == day)
  }
}
