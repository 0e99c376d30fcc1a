import Referrals
import Testing

@Suite("Text from outside")
struct TextTests {
  @Test(
    "text is cropped before the character that does not fit",
    arguments: [
      ("abc", 3, "abc"), ("abcd", 3, "abc"), ("", 3, ""), ("abc", 0, ""), ("aé", 2, "a"), ("aé", 3, "aé"),
      ("日本語", 8, "日本"), ("👩‍👩‍👧x", 10, ""), ("e\u{301}x", 2, ""), ("e\u{301}x", 3, "e\u{301}"),
      ("a\u{0}b\u{7}c\u{7f}d\u{9f}e", 10, "abcde"), ("a\r\nb\tc", 10, "abc"), ("\u{0}\u{0}abc", 3, "abc"),
    ])
  func crops(text: String, limit: Int, cropped: String) {
    #expect(Array(Cropping.text(text, limit: limit).utf8) == Array(cropped.utf8))
  }

  @Test(
    "bytes that are not UTF-8 are repaired",
    arguments: [
      ([0x61, 0xff, 0x62], "a\u{FFFD}b"), ([0xc3], "\u{FFFD}"), ([0xed, 0xa0, 0x80, 0x61], nil), ([0xc0, 0x80], nil),
      ([0xc3, 0xa9], "é"),
    ] as [([UInt8], String?)])
  func repairs(bytes: [UInt8], text: String?) {
    let cropped = Cropping.text(bytes, limit: 20)
    if let text { #expect(cropped == text) }
    #expect(!cropped.utf8.contains(0) && cropped.contains("\u{FFFD}") || text == "é")
  }

  @Test("whatever comes, what is kept is within the limit, valid and without control characters")
  func anything() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...64)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      let limit = Int.random(in: 0...40)
      let text = Cropping.text(bytes, limit: limit)
      #expect(text.utf8.count <= limit)
      #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
  }

  @Test(
    "a referrer is kept with its host",
    arguments: [
      ("https://Example.com/a?b#c", "example.com"), ("https://example.com", "example.com"),
      ("http://user:pw@example.com:8080/", "example.com"), ("https://[2001:db8::1]:80/", "[2001:db8::1]"),
      ("android-app://com.example.mail/", "com.example.mail"), ("https://münchen.example/x", "münchen.example"),
      ("about:blank", nil), ("example.com/x", nil), ("https:///x", nil), ("nonsense", nil), ("https://?x", nil),
    ] as [(String, String?)])
  func referrers(text: String, host: String?) throws {
    let referrer = try #require(Referrer(text))
    #expect(referrer.text == text)
    #expect(referrer.host == host)
  }

  @Test("an overlong referrer is cropped, an empty one is none")
  func referrerLimits() throws {
    let long = "https://example.com/" + String(repeating: "é", count: 2000)
    let referrer = try #require(Referrer(long))
    #expect(referrer.text.utf8.count == Limits.referrer)
    #expect(referrer.host == "example.com")
    let longHost = try #require(Referrer("https://" + String(repeating: "a", count: 900) + "/"))
    #expect(longHost.host?.utf8.count == Limits.referrerHost)
    #expect(Referrer(nil) == nil)
    #expect(Referrer("") == nil)
    #expect(Referrer("\r\n") == nil)
  }

  @Test(
    "percent-encoding leads back",
    arguments: [
      ("a b", "a%20b"), ("größe/x", "gr%C3%B6%C3%9Fe%2Fx"), ("-._~", "-._~"), ("50%", "50%25"), ("a+b", "a%2Bb"),
      ("", ""),
    ])
  func percent(text: String, encoded: String) {
    #expect(PercentEncoding.encode(text, keeping: .unreserved) == encoded)
    #expect(PercentEncoding.decode(encoded) == text)
  }

  @Test("broken percent-encoding is refused", arguments: ["%", "%4", "%zz", "a%2", "%ff", "%c3", "%+1"])
  func brokenPercent(text: String) {
    #expect(PercentEncoding.decode(text) == nil)
  }
}

@Suite("Comma-separated values")
struct CSVCellTests {
  @Test(
    "text is quoted where it must be, and disarmed where a spreadsheet would run it",
    arguments: [
      ("Ada", "Ada"), ("", ""), ("Lovelace, Ada", "\"Lovelace, Ada\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("two\nlines", "\"two\nlines\""), ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""),
      ("@SUM(A1)", "\"'@SUM(A1)\""),
      ("\t=1", "\"'\t=1\""), ("\r=1", "\"'\r=1\""), ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
      ("＝1", "\"'＝1\""), ("a=1", "a=1"), ("ada@example.com", "ada@example.com"), (" padded ", "\" padded \""),
      ("'quoted", "\"'quoted\""), ("größe", "größe"),
    ])
  func text(text: String, encoded: String) {
    #expect(CSVCell.text(text).encoded == encoded)
  }

  @Test(
    "numbers of ours stay numbers",
    arguments: [
      (CSVCell.integer(-5), "-5"), (.integer(0), "0"), (.decimal("-1234.50"), "-1234.50"), (.decimal("7"), "7"),
      (.empty, ""),
      (.decimal("-1+cmd"), "\"'-1+cmd\""), (.decimal("=1"), "\"'=1\""), (.decimal("-"), "\"'-\""),
    ])
  func numbers(cell: CSVCell, encoded: String) {
    #expect(cell.encoded == encoded)
  }

  @Test("a line ends in CR LF")
  func line() {
    #expect(CSVCell.line([.text("a,b"), .integer(1), .empty, .decimal("0.10")]) == "\"a,b\",1,,0.10\r\n")
  }
}
