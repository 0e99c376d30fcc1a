import Attribution
import Testing

@Suite("Totals as text")
struct TouchTotalFormatTests {
  /// Ada with 2.5 of 3 conversions, and a name that every format has to escape.
  func totals() throws -> [TouchTotal] {
    var paths = PathAttribution(settings: try Settings(model: "linear"))
    paths.read("path,conversions,value\nada,2,400\n\"ada > \"\"b\"\", \\ \n\tc\",1,24.1\n".utf8)
    return paths.finish()
  }

  @Test("as JSON, quotes, backslashes and control characters are escaped")
  func json() throws {
    let text = try TouchTotalFormat.json.text(totals())
    #expect(
      text == #"""
        [
          {"touch": "ada", "conversions": 2.5, "value": 412.05},
          {"touch": "\"b\", \\ \u000a\u0009c", "conversions": 0.5, "value": 12.05}
        ]

        """#)
  }

  @Test("as CSV, names with commas, quotes or line breaks are quoted")
  func csv() throws {
    let text = try TouchTotalFormat.csv.text(totals())
    #expect(text == "touch,conversions,value\nada,2.5,412.05\n\"\"\"b\"\", \\ \n\tc\",0.5,12.05\n")
  }

  @Test("as a table, numbers stand below one another and are summed")
  func table() throws {
    var paths = PathAttribution(settings: try Settings(model: "linear"))
    paths.read("path,value\nada > grace,5\nada,112.25\n".utf8)
    let lines = TouchTotalFormat.table.text(paths.finish()).split(separator: "\n")
    #expect(
      lines == [
        "touch  conversions   value",
        "ada            1.5  114.75",
        "grace          0.5    2.50",
        "total          2.0  117.25",
      ])
  }

  @Test("removal effects come last, in every format")
  func removalEffects() {
    var paths = PathAttribution(model: .markov(order: 1))
    paths.read("path,conversions,nulls\ng,2,1\nm,1,0\ng > m,1,0\n".utf8)
    let totals = paths.finish()
    #expect(
      TouchTotalFormat.json.text(totals) == """
        [
          {"touch": "g", "conversions": 2.4, "value": 0, "removal_effect": 0.75},
          {"touch": "m", "conversions": 1.6, "value": 0, "removal_effect": 0.5}
        ]

        """)
    #expect(TouchTotalFormat.csv.text(totals) == "touch,conversions,value,removal_effect\ng,2.4,0,0.75\nm,1.6,0,0.5\n")
    #expect(
      TouchTotalFormat.table.text(totals).split(separator: "\n") == [
        "touch  conversions  value  removal effect",
        "g              2.4      0        0.750000",
        "m              1.6      0        0.500000",
        "total          4.0      0",
      ])
  }

  @Test("nothing is still a document", arguments: [("json", "[]\n"), ("csv", "touch,conversions,value\n")])
  func empty(format: String, text: String) throws {
    #expect(TouchTotalFormat(rawValue: format)?.text([]) == text)
  }
}
