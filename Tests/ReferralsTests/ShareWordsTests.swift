import Referrals
import Testing

@Suite("Words that advocates share")
struct ShareWordsTests {
  @Test func `program and first name take their places, and the link's stays`() {
    let words = ShareWords("{name} bakes at {program}: {link} :-}")
    #expect(words.strangers().isEmpty)
    #expect(words.filled(program: "The Mill", name: "Ada Lovelace") == "Ada bakes at The Mill: {link} :-}")
    #expect(words.filled(program: "The Mill", name: nil) == "a friend bakes at The Mill: {link} :-}")
    #expect(ShareWords.usual.filled(program: "Tea", name: nil) == "I like Tea and think you might too:")
  }

  @Test(
    arguments: [
      ("{first_name}", ["{first_name}"]), ("{}", ["{}"]), ("{ link }", ["{ link }"]),
      ("{Link} {LINK}", ["{Link}", "{LINK}"]),
      ("{{link}}", []), ("a { b", []), ("b } a", []), ("{link", []), ("{a{b}", ["{b}"]),
      ("{link\u{301}}", ["{link\u{301}}"]),
    ] as [(String, [String])])
  func `what stands in braces and is no place is found`(words: String, strangers: [String]) {
    #expect(ShareWords(words).strangers() == strangers)
  }

  @Test func `a heading has no place for the link`() {
    #expect(ShareWords("{name}: {link}").strangers(besides: [.program, .name]) == ["{link}"])
  }

  @Test func `what takes a place is not looked through for places`() {
    let filled = ShareWords("{program}, {name}").filled(program: "{name} {link}", name: "{program} x")
    #expect(filled == "{name} {link}, {program}")
  }

  @Test func `however long names are, there is an end`() {
    let name = String(repeating: "e\u{301}", count: 200)
    let filled = ShareWords(String(repeating: "{name}", count: 80)).filled(program: "x", name: name)
    #expect(filled.unicodeScalars.count == Limits.sharedWords)
  }

  @Test func `the link stands in its place, or behind the words`() {
    let url = "https://s.example/r/q"
    #expect(ShareMessage("Look {link} now, {link}", url: url).whole == "Look \(url) now, \(url)")
    #expect(ShareMessage("Look:", url: url).whole == "Look: \(url)")
    #expect(ShareMessage("", url: url).whole == url)
    #expect(ShareMessage("One\ntwo", url: url).letter == "One\r\ntwo\r\n\r\n\(url)\r\n")
    #expect(ShareMessage("See {link}\nsoon", url: url).letter == "See \(url)\r\nsoon\r\n")
    #expect(ShareMessage("", url: url).letter == "\(url)\r\n")
  }

  @Test func `a network is told the link once, wherever it stands`() throws {
    let url = "https://s.example/r/q"
    let encoded = "https%3A%2F%2Fs.example%2Fr%2Fq"
    for words in ["Bread {link}!", "Bread"] {
      for network in ShareNetwork.allCases where network != .mastodon && network != .sheet {
        let address = try #require(network.address(ShareMessage(words, url: url), subject: "Mill"))
        #expect(address.ranges(of: encoded).count == 1, "\(network) \(words)")
      }
    }
    #expect(
      ShareNetwork.email.address(ShareMessage("A", url: url), subject: "B\r\nBcc: eve@x.example")
        == "mailto:?subject=B%0D%0ABcc%3A%20eve%40x.example&body=A%0D%0A%0D%0A\(encoded)%0D%0A")
  }
}
