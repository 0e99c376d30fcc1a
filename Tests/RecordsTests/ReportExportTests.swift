import Foundation
import Records
import Referrals
import TestSupport
import Testing

@Suite("What a report is exported as")
struct ReportExportTests {
  @Test(.database)
  func `CSV and JSON hold the same rows`() async throws {
    let world = try await World()
    let ada = try await world.advocate("ada", name: "Ada, Countess")
    try await world.click(ada, at: "2026-03-02T10:00:00Z")
    let sale = try await world.convert(
      "order-1", 10_000, at: "2026-03-02T10:00:00Z", parts: [.init(advocate: ada, amount: 2500)])
    try await world.refund(sale, 1000, leaving: 9000, parts: [.init(advocate: ada, amount: 2250)])
    try await world.convert("order-2", 10, "JPY", at: "2026-03-03T10:00:00Z")
    for report in Reports.all {
      let result = try await world.report(report)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(result.json.utf8)) as? [String: [[String: Any]]])
      let names = try #require(json["columns"]).map { $0["name"] as? String ?? "" }
      #expect(names == report.columns.map(\.name))
      let fromJSON = try #require(json["rows"]).map { row in
        names.map { name in row[name] is NSNull ? "" : "\(row[name]!)" }
      }
      let lines = result.csv.components(separatedBy: "\r\n")
      #expect(lines.last == "")
      #expect(lines[0] == names.joined(separator: ","))
      let fromCSV = lines.dropFirst().dropLast().map { line in
        line.replacing("\"Ada, Countess\"", with: "Ada; Countess").components(separatedBy: ",")
          .map { $0.replacing(";", with: ",") }
      }
      #expect(fromCSV == fromJSON)
      #expect(fromJSON.count == result.rows.count)
      #expect(json["totals"]?.count == result.totals.count)
      if ["revenue", "advocates"].contains(report.name) { #expect(result.totals.count == 2) }
    }
  }

  private let columns = [
    ReportColumn("name", .text, "Name"), ReportColumn("currency", .currency, "Currency"),
    ReportColumn("net", .money(currency: "currency"), "Net"),
  ]

  @Test func `decimal numbers keep their digits, and an earlier moment is told`() {
    let result = ReportResult(
      columns: [ReportColumn("k", .number, "K"), ReportColumn("part", .share, "Part")],
      rows: [[.decimal("1.3330"), .decimal("-0.5")], [.null, .null]], totals: [],
      asOf: Timestamp("2026-03-31T12:00:00Z"))
    #expect(
      result.json
        == #"{"columns":[{"name":"k","kind":"number","title":"K"},{"name":"part","kind":"share","title":"Part"}],"#
        + #""rows":[{"k":1.3330,"part":-0.5},{"k":null,"part":null}],"totals":[],"as_of":"2026-03-31T12:00:00Z"}"#)
    #expect(result.csv == "k,part\r\n1.3330,-0.5\r\n,\r\n")
  }

  @Test func `JSON says what each column is`() {
    let result = ReportResult(
      columns: columns, rows: [[.text("a\"\\\n\u{1}é"), .text("EUR"), .integer(-5)], [.null, .null, .null]], totals: [])
    #expect(
      result.json
        == #"{"columns":[{"name":"name","kind":"text","title":"Name"},"#
        + #"{"name":"currency","kind":"currency","title":"Currency"},"#
        + #"{"name":"net","kind":"money","currency":"currency","title":"Net"}],"#
        + #""rows":[{"name":"a\"\\\n\u0001é","currency":"EUR","net":-5},"#
        + #"{"name":null,"currency":null,"net":null}],"totals":[]}"#)
  }

  @Test(arguments: ["=1+1", "+49", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1"])
  func `a spreadsheet takes no name for a formula`(name: String) {
    let result = ReportResult(
      columns: columns, rows: [[.text(name), .text("EUR"), .integer(-5)]],
      totals: [[.null, .text("EUR"), .integer(-5)]])
    #expect(result.csv == "name,currency,net\r\n\"'\(name)\",EUR,-5\r\n")
  }
}
