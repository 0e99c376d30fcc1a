import ArgumentParser
import Records
import Testing

@testable import resonance

@Suite("A report in a terminal")
struct ReportTableTests {
  private let result = ReportResult(
    columns: [
      ReportColumn("id", .id, "Id"), ReportColumn("name", .text, "Name"),
      ReportColumn("currency", .currency, "Currency"), ReportColumn("sales", .integer, "Sales"),
      ReportColumn("chain", .money(currency: "currency"), "Chain"),
      ReportColumn("net", .money(currency: "currency"), "Net"),
    ],
    rows: [
      [.text("01980b5e"), .text("Ada\u{1b}"), .text("EUR"), .integer(1234), .integer(0), .integer(-123_456_789)],
      [.text("01980b5f"), .null, .text("JPY"), .null, .integer(0), .integer(500)],
      [.text("01980b60"), .text("Grace"), .text("KWD"), .integer(0), .integer(0), .integer(1500)],
    ],
    totals: [[.null, .null, .text("EUR"), .integer(1234), .integer(0), .integer(-123_456_789)]])

  @Test func `amounts are in major units with thousands apart, by the places of their currency`() {
    #expect(
      ReportTable(result).lines(in: .plain) == [
        "Id        Name   Currency  Sales  Chain            Net",
        "────────  ─────  ────────  ─────  ─────  ─────────────",
        "01980b5e  Ada    EUR       1,234   0.00  -1,234,567.89",
        "01980b5f         JPY                  0            500",
        "01980b60  Grace  KWD           0  0.000          1.500",
        "────────  ─────  ────────  ─────  ─────  ─────────────",
        "Total            EUR       1,234   0.00  -1,234,567.89",
      ])
  }

  @Test func `ids and columns of zeros make room first, and are named`() {
    let lines = ReportTable(result).lines(in: Terminal(width: 50, hasStyles: false))
    #expect(lines[0] == "Name   Currency  Sales            Net")
    #expect(lines[6] == "Total  EUR       1,234  -1,234,567.89")
    #expect(lines.suffix(2) == ["Left out here: Id, Chain. --format csv has", "everything."])
  }

  @Test func `nothing is left out where everything fits`() {
    #expect(
      ReportTable(result).lines(in: Terminal(width: 54, hasStyles: false)) == ReportTable(result).lines(in: .plain))
  }

  @Test(arguments: [
    ["nonsense"], ["revenue", "--tz", "Nowhere"], ["revenue", "--from", "2026-02-30"],
    ["revenue", "--from", "2026-03-02", "--to", "2026-03-01"], ["revenue", "--period", "year"],
    ["revenue", "--format", "xml"], ["advocates", "--limit", "0"], [],
  ])
  func `what makes no sense is refused before the database is asked`(arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try Report.parse(arguments) }
    #expect(error.map { Report.exitCode(for: $0).rawValue } == 64)
  }

  @Test func `an unknown report is answered with those there are`() {
    let error = #expect(throws: (any Error).self) { try Report.parse(["nonsense"]) }
    let message = error.map { Report.message(for: $0) } ?? ""
    #expect(message.hasPrefix("There is no report nonsense; there are: revenue, advocates, "))
    #expect(Reports.all.allSatisfy { message.contains($0.name) })
  }
}
