import Referrals
import Testing

@testable import Pages

@Suite("A table is one on the page and in its file")
struct ListTableTests {
  private let euro = Currency("EUR")!
  private let reader = Reader(languages: "en", zone: nil)

  private func table(_ cells: [TableCell]) -> ListTable {
    var table = ListTable(
      cells.indices.map { TableColumn("column_\($0)", "Column \($0)") }, caption: "All", empty: "None.")
    table.rows = [cells]
    return table
  }

  @Test func `each cell is for people on the page, and for machines in the file`() throws {
    let day = try #require(Day("2026-11-22"))
    let cells: [(cell: TableCell, page: String, file: String)] = [
      (.text("=1+1 <b>", link: "/x?a&b"), "=1+1 &lt;b&gt;", "'=1+1 <b>"),
      (.count(12345), "12,345", "12345"),
      (.money(-1250, euro), "-€12.50", "-1250"),
      (.change(1250, euro), "+€12.50", "1250"),
      (.change(-1250, euro), "-€12.50", "-1250"),
      (.number(7, decimals: 2), "7", "7"),
      (.number(0.125, decimals: 2), "0.12", "0.125"),
      (.share(0.25), "25%", "0.250000"),
      (.date(day), "Nov 22, 2026", "2026-11-22"),
      (.none, "–", ""),
    ]
    let table = table(cells.map(\.cell))
    let texts = try Tags(table.html(for: reader)).elements
      .filter { $0.name == "td" || $0.attributes.contains("scope=\"row\"") }.map(\.text)
    #expect(texts == cells.map(\.page))
    let line = table.csv.split(separator: "\r\n")[1]
    #expect(line.replacing("\"", with: "") == cells.map(\.file).joined(separator: ","))
  }

  @Test func `what is for one of them only is left out of the other`() {
    var table = ListTable(
      [TableColumn("id", "Id", place: .file), TableColumn("name", "Name"), TableColumn("both", "Both", place: .page)],
      caption: "All", empty: "None.")
    table.rows = [[.text("a1"), .shift("Ada", link: nil, now: 1, then: 2, most: 2, euro), .text("a1 Ada")]]
    #expect(table.csv == "id,name\r\na1,Ada\r\n")
    let html = table.html(for: reader)
    #expect(
      !html.contains(">a1<") && html.contains("<rect class=\"now\" y=\"1\" width=\"50%\"") && html.contains("a1 Ada"))
  }

  @Test func `a preview says in a sentence what its bars and its file say`() throws {
    let part = RecountPreviewPart.Part(
      currency: euro, kinds: [("Direct", .init(now: 8000, then: 4000)), ("Chain", .init(now: 0, then: 0))],
      advocates: [
        (name: "Ada <b>", path: "/console/advocates/1", .init(now: 1000, then: 4000)),
        (name: "Grace", path: "/console/advocates/2", .init(now: 2000, then: 0)),
      ])
    let preview = RecountPreviewPart(
      conversions: 1200, since: Timestamp(seconds: 0), parts: [part], recount: nil,
      file: { "/preview.csv?table=\($0.rawValue)&currency=\($1.code)" }, reader: reader)
    let tags = try Tags(preview.html)
    #expect(
      tags.all("p").first?.text
        == "On the latest 1,200 conversions, since Jan 1, 1970: direct -€40.00, most for Ada &lt;b&gt; +€30.00.")
    let bars = tags.all("rect").map { $0.attributes.firstMatch(of: /width="([0-9.]+)%"/)?.1 }
    #expect(bars == ["100", "50", "0", "0", "25", "100", "50", "0"])
    #expect(preview.html.contains("data-now=\"1000\" data-then=\"4000\" data-currency=\"EUR\" data-digits=\"2\""))
    #expect(preview.html.contains("href=\"/preview.csv?table=advocates&amp;currency=EUR\""))
    #expect(
      part.table(of: .advocates).csv
        == "advocate,currency,now,then,change\r\nAda <b>,EUR,1000,4000,3000\r\nGrace,EUR,2000,0,-2000\r\n")
  }
}
