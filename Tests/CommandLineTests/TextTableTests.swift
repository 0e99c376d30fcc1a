import Testing

@testable import resonance

@Suite("A table in a terminal")
struct TextTableTests {
  private let table = TextTable(
    columns: [
      .init(title: "Name", isCroppable: true, isKey: true), .init(title: "Sales", isNumber: true),
      .init(title: "Net", isNumber: true),
    ],
    rows: [["Ada Lovelace", "2", "1,234.50"], ["Grace", "10", "9.00"]], totals: [["Total", "12", "1,243.50"]])

  @Test func `numbers stand to the right, and totals below a line`() {
    #expect(
      table.lines(in: .plain) == [
        "Name          Sales       Net",
        "────────────  ─────  ────────",
        "Ada Lovelace      2  1,234.50",
        "Grace            10      9.00",
        "────────────  ─────  ────────",
        "Total            12  1,243.50",
      ])
  }

  @Test func `names are cropped before anything else is`() {
    #expect(
      table.lines(in: Terminal(width: 26, hasStyles: false)) == [
        "Name       Sales       Net",
        "─────────  ─────  ────────",
        "Ada Love…      2  1,234.50",
        "Grace         10      9.00",
        "─────────  ─────  ────────",
        "Total         12  1,243.50",
      ])
  }

  @Test func `what is too wide still goes on below, with what its rows are known by`() {
    #expect(
      table.lines(in: Terminal(width: 20, hasStyles: false)) == [
        "Name      Sales",
        "────────  ─────",
        "Ada Lov…      2",
        "Grace        10",
        "────────  ─────",
        "Total        12",
        "",
        "Name           Net",
        "────────  ────────",
        "Ada Lov…  1,234.50",
        "Grace         9.00",
        "────────  ────────",
        "Total     1,243.50",
      ])
  }

  @Test func `headings and totals are bold where there are styles`() {
    let lines = table.lines(in: Terminal(width: nil, hasStyles: true))
    #expect(lines.first == "\u{1b}[1mName          Sales       Net\u{1b}[0m")
    #expect(lines[2] == "Ada Lovelace      2  1,234.50")
    #expect(Terminal(width: nil, hasStyles: true).faint("") == "")
  }

  @Test(arguments: [("Ada", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한글", 4), ("🎉", 2), ("👩‍👩‍👧", 2), ("ﾊ", 1), ("", 0)])
  func `a character takes as many columns as a terminal gives it`(text: String, columns: Int) {
    #expect(text.columns == columns)
    #expect(text.cropped(toColumns: columns) == text)
  }

  @Test func `text is cropped between characters`() {
    #expect("日本語".cropped(toColumns: 4) == "日…")
    #expect("Countess".cropped(toColumns: 4) == "Cou…")
  }

  @Test func `names cannot move the cursor, colour the screen or turn a line around`() {
    #expect("A\u{1b}[31mda\n\u{7}\u{202e}b".printable == "A [31mda  b")
    #expect("👩‍👩‍👧".printable == "👩‍👩‍👧")
  }

  @Test func `words are wrapped where a line has an end`() {
    #expect(
      Terminal(width: 20, hasStyles: false).wrapped("what came in, and whose doing it was") == [
        "what came in, and", "whose doing it was",
      ])
    #expect(Terminal.plain.wrapped("what came in") == ["what came in"])
  }
}
