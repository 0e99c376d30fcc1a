import Attribution
import Testing

/// What a file comes to, read in one piece: `touch conversions value` a touch.
func totals(_ file: String, _ model: String = "linear") throws -> [String] {
  var paths = PathAttribution(settings: try Settings(model: model))
  paths.read(file.utf8)
  let totals = paths.finish()
  #expect(paths.faults.isEmpty)
  return totals.map { "\($0.touch) \($0.conversions) \($0.value)" }
}

/// What is wrong with a file.
func faults(_ file: String) throws -> [String] {
  var paths = PathAttribution(settings: try Settings(model: "linear"))
  paths.read(file.utf8)
  #expect(paths.finish().isEmpty)
  #expect(paths.faultCount == paths.faults.count)
  return paths.faults.map(\.description)
}

@Suite("Attribution of a file of paths")
struct PathAttributionTests {
  @Test(
    "$12,000 over touches 38, 33, 26, 8 and 0 days before the conversion",
    arguments: [
      ("first_touch", ["a 1 12000", "b 0 0", "c 0 0", "d 0 0", "e 0 0"]),
      ("last_touch", ["e 1 12000", "a 0 0", "b 0 0", "c 0 0", "d 0 0"]),
      ("linear", ["a 0.2 2400", "b 0.2 2400", "c 0.2 2400", "d 0.2 2400", "e 0.2 2400"]),
      (
        "time_decay",
        [
          "e 0.628787 7545.447062", "d 0.284754 3417.044981", "c 0.047906 574.875187", "b 0.023953 287.437594",
          "a 0.0146 175.195176",
        ]
      ),
      ("position_based", ["a 0.4 4800", "e 0.4 4800", "b 0.066667 800", "c 0.066667 800", "d 0.066666 800"]),
    ])
  func oracle(model: String, expected: [String]) throws {
    let file = "path,conversions,value,days\na > b > c > d > e,1,12000,38 > 33 > 26 > 8 > 0\n"
    #expect(try totals(file, model) == expected)
  }

  @Test("without days touches are a day apart, the last one at the conversion")
  func withoutDays() throws {
    for model in Models.names {
      let spaced = try totals("path,value,days\na > b > c,70,2 > 1 > 0\nb > c,7,1 > 0\n", model)
      #expect(try totals("path,value\na > b > c,70\nb > c,7\n", model) == spaced)
    }
  }

  @Test("a line is one conversion worth nothing unless it says otherwise, and nulls earn nothing")
  func defaults() throws {
    #expect(try totals("path\na\na > b\n") == ["a 1.5 0", "b 0.5 0"])
    #expect(try totals("path,nulls\na,7\n") == ["a 1 0"])
    #expect(try totals("path,conversions,nulls\na,0,7\n") == ["a 0 0"])
  }

  @Test("a touch that comes twice in a path counts twice")
  func repeated() throws {
    #expect(try totals("path,value\na > b > a,3\n") == ["a 0.666667 2", "b 0.333333 1"])
  }

  @Test("the header decides the order of the columns, in capitals or not")
  func header() throws {
    #expect(try totals(" Value ,NULLS,path,Conversions\n6,0,a > b,4\n") == ["a 2 3", "b 2 3"])
  }

  @Test(
    "the same file however it is written",
    arguments: [
      "path,value\na > b,3\nc,4\n",
      "path,value\r\na > b,3\r\nc,4\r\n",
      "path,value\na > b,3\nc,4",
      "\u{FEFF}path,value\na>b,3\n\n\r\n  c\t,4 \n",
      "\"path\",\"value\"\r\n\"a > b\",\"3\"\r\nc,\"4\"",
    ])
  func dialects(file: String) throws {
    #expect(try totals(file) == ["c 1 4", "a 0.5 1.5", "b 0.5 1.5"])
  }

  @Test("quoted names keep their commas, quotes and line breaks")
  func quoted() throws {
    let file = "path,value\n\"Ada, \"\"Countess\"\" > two\nlines\",8\né,1\n"
    #expect(try totals(file) == ["Ada, \"Countess\" 0.5 4", "two\nlines 0.5 4", "é 1 1"])
  }

  @Test(
    "numbers are read to six decimals",
    arguments: [
      ("12.50", "12.5"), ("0012", "12"), (".5", "0.5"), ("7.", "7"), ("1e+05", "100000"), ("2.5E-3", "0.0025"),
      ("17.080000000000002", "17.08"), ("0.0000005", "0.000001"), ("0.00000049999999999999999999", "0"),
      ("123456789012345678e-12", "123456.789012"), ("1e-999999999999", "0"), ("0e999", "0"),
      ("9000000000000", "9000000000000"), ("1" + String(repeating: "0", count: 30) + "e-30", "1"),
    ])
  func numbers(text: String, expected: String) throws {
    #expect(try totals("path,value\na,\(text)\n") == ["a 1 \(expected)"])
  }

  @Test(
    "a line that makes no sense is named with what is wrong",
    arguments: [
      ("", "line 1: the file is empty: it needs a header with at least path"),
      ("value\n1\n", "line 1: the header has no column path"),
      ("path,path\n", "line 1: the column path comes twice"),
      (
        "path,total_conversions\na,1\n",
        "line 1: unknown column “total_conversions”: the columns are path, conversions, value, nulls, days"
      ),
      ("path,value\n\na\n", "line 3: 1 fields where the header has 2"),
      ("path\n\"a\nb\"\nc,1\n", "line 4: 2 fields where the header has 1"),
      ("path,value\n ,1\n", "line 2: path is empty"),
      ("path\na > > b\n", "line 2: path has a touch without a name"),
      ("path\na >\n", "line 2: path has a touch without a name"),
      ("path,value\na,\n", "line 2: value “” is not a number from 0 to 9000000000000"),
      ("path,value\na,-1\n", "line 2: value “-1” is not a number from 0 to 9000000000000"),
      ("path,value\na,1e13\n", "line 2: value “1e13” is not a number from 0 to 9000000000000"),
      ("path,value\na,1e999999999\n", "line 2: value “1e999999999” is not a number from 0 to 9000000000000"),
      ("path,value\na,1.2.3\n", "line 2: value “1.2.3” is not a number from 0 to 9000000000000"),
      ("path,value\na,1e\n", "line 2: value “1e” is not a number from 0 to 9000000000000"),
      ("path,value\na,.\n", "line 2: value “.” is not a number from 0 to 9000000000000"),
      ("path,conversions\na,nan\n", "line 2: conversions “nan” is not a number from 0 to 9000000000000"),
      ("path,nulls\na,x\n", "line 2: nulls “x” is not a number from 0 to 9000000000000"),
      ("path,days\na > b,1\n", "line 2: 1 days for 2 touches"),
      ("path,days\na > b,1 > x\n", "line 2: days “x” is not a number from 0 to 9000000000000"),
      ("path,days\na,1e12\n", "line 2: days reaches back too far"),
      (
        "path,days\na > b,1 > 2\n",
        "line 2: days grows along the path: ages count back from the conversion, the first touch's is the most"
      ),
      ("path,value\na\"b,1\n", "line 2: a quote inside a field without quotes"),
      ("path,value\n\"a\"b,1\n", "line 2: text after a closing quote"),
      ("path,value\n\"a,1\nb,2\n", "line 2: a quote that is never closed"),
    ])
  func malformed(file: String, fault: String) throws {
    #expect(try faults(file) == [fault])
  }

  @Test("every bad line is named, and the good ones between them give no totals")
  func several() throws {
    #expect(
      try faults("path,value\na,1\na,x\nb,2\n> b,1\n") == [
        "line 3: value “x” is not a number from 0 to 9000000000000", "line 5: path has a touch without a name",
      ])
  }

  @Test("bytes that are not UTF-8 are refused")
  func notUnicode() throws {
    var paths = PathAttribution(settings: try Settings(model: "linear"))
    paths.read(Array("path\na > ".utf8) + [0xFF, 0x0A])
    #expect(paths.finish().isEmpty)
    #expect(paths.faults.map(\.description) == ["line 2: path is not UTF-8"])
  }

  @Test("of many bad lines the first hundred are named and all are counted")
  func many() throws {
    var paths = PathAttribution(settings: try Settings(model: "linear"))
    paths.read(("path\n" + String(repeating: ">\n", count: 250)).utf8)
    #expect(paths.finish().isEmpty)
    #expect(paths.faults.map(\.line) == Array(2...101))
    #expect(paths.faultCount == 250)
  }

  @Test("a quote left open does not hold a whole file in memory")
  func openQuote() throws {
    var paths = PathAttribution(settings: try Settings(model: "linear"))
    paths.read("path\n\"a".utf8)
    paths.read([UInt8](repeating: UInt8(ascii: "a"), count: (1 << 20) + 1))
    paths.read("\"\nb > \n".utf8)
    #expect(paths.finish().isEmpty)
    #expect(paths.faults.map(\.description) == ["line 2: longer than 1 MiB: is a quote left open?"])
    #expect(try faults("path\n\(String(repeating: "a", count: 1 << 20))\n>\n").count == 1)
  }

  @Test("a journey may be as long as a line")
  func longJourney() throws {
    let path = [String](repeating: "a", count: 20_000).joined(separator: ">")
    for model in Models.names { #expect(try totals("path,value\n\(path),5\n", model) == ["a 1 5"]) }
  }

  @Test("a column may add up to a thousand million million, and no more")
  func overflow() throws {
    let line = "a > b,9000000000000\n"
    let most = "path,value\n" + String(repeating: line, count: 111)
    #expect(try totals(most) == ["a 55.5 499500000000000", "b 55.5 499500000000000"])
    #expect(try faults(most + line) == ["line 113: a column adds up to more than 1000000000000000"])
  }
}
