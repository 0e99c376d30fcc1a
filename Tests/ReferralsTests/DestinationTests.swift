import Referrals
import Testing

@Suite("Destinations")
struct DestinationTests {
  static let click = Click.ID("01980b5e-7c1a-7d3e-9f00-0123456789ab")!

  @Test(
    "a click's id is merged into the query, and all else stays",
    arguments: [
      ("https://shop.example/", "https://shop.example/?rsn_click=ID"),
      ("https://shop.example", "https://shop.example/?rsn_click=ID"),
      ("https://shop.example?", "https://shop.example/?rsn_click=ID"),
      ("https://shop.example#top", "https://shop.example/?rsn_click=ID#top"),
      ("https://shop.example/a/b?x=1", "https://shop.example/a/b?x=1&rsn_click=ID"),
      ("https://shop.example/?flag&b=&c=1&c=2&a", "https://shop.example/?flag&b=&c=1&c=2&a&rsn_click=ID"),
      ("https://shop.example/?a=1#frag?x=2", "https://shop.example/?a=1&rsn_click=ID#frag?x=2"),
      ("https://shop.example/#/route?x=1", "https://shop.example/?rsn_click=ID#/route?x=1"),
      ("https://shop.example/?rsn_click=old", "https://shop.example/?rsn_click=ID"),
      ("https://shop.example/?a&rsn_click=old&b&rsn_click", "https://shop.example/?a&b&rsn_click=ID"),
      ("https://shop.example/?rsn%5Fclick=old&a", "https://shop.example/?a&rsn_click=ID"),
      ("https://shop.example/?not_rsn_click=1", "https://shop.example/?not_rsn_click=1&rsn_click=ID"),
      ("https://shop.example/?a=1&", "https://shop.example/?a=1&rsn_click=ID"),
      ("https://shop.example/?a=b=c?d/e", "https://shop.example/?a=b=c?d/e&rsn_click=ID"),
      ("https://shop.example/?q=100%25+more%20x", "https://shop.example/?q=100%25+more%20x&rsn_click=ID"),
      ("http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x?rsn_click=ID"),
      ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x?rsn_click=ID"),
      ("HTTPS://Shop.Example/A", "HTTPS://Shop.Example/A?rsn_click=ID"),
      ("https://shop.example/größe?ü=ä#ö", "https://shop.example/gr%C3%B6%C3%9Fe?%C3%BC=%C3%A4&rsn_click=ID#%C3%B6"),
    ])
  func merges(destination: String, location: String) throws {
    let destination = try Destination(destination)
    let expected = location.replacing("ID", with: Self.click.description)
    #expect(destination.location(of: Self.click) == expected)
    #expect(destination.location(adding: [("rsn_click", Self.click.description)]) == expected)
    var buffer = Array("Location: ".utf8)
    destination.appendLocation(of: Self.click, to: &buffer)
    #expect(String(decoding: buffer, as: UTF8.self) == "Location: " + expected)
  }

  @Test("several parameters are added in their order, encoded")
  func several() throws {
    let destination = try Destination("https://shop.example/?b=1&a=2&c#f")
    #expect(
      destination.location(adding: [("a", "x y&z"), ("größe", "50%")])
        == "https://shop.example/?b=1&c&a=x%20y%26z&gr%C3%B6%C3%9Fe=50%25#f")
    #expect(destination.location(adding: []) == "https://shop.example/?b=1&a=2&c#f")
    #expect(try Destination("https://shop.example").location(adding: []) == "https://shop.example/")
  }

  @Test(
    "a refusal names the rule that was broken",
    arguments: [
      ("", .scheme), ("shop.example", .scheme), ("/path", .scheme), ("//shop.example/", .scheme),
      ("ftp://shop.example/", .scheme), ("javascript:alert(1)", .scheme), ("data:text/html,x", .scheme),
      ("https:/shop.example", .scheme), ("https:shop.example", .scheme), ("httpss://shop.example", .scheme),
      ("https://", .host), ("https:///x", .host), ("https://?x", .host), ("https://a..b/", .host),
      ("https://sh%6Fp.example/", .host), ("https://shop,example/", .host), ("https://[::1", .host),
      ("https://[1.2.3.4]/", .host), ("https://[::g]/", .host), ("https://[fe80::1%eth0]/", .host),
      ("https://:80/", .host),
      ("https://ada@shop.example/", .userInfo), ("https://ada:pw@shop.example/", .userInfo),
      ("https://shop.example\\@evil.example/", .backslash), ("https://shop.example/a\\b", .backslash),
      ("https://shop.example:0/", .port), ("https://shop.example:65536/", .port), ("https://shop.example:/", .port),
      ("https://shop.example:8a/", .port), ("https://[::1]x/", .port),
      ("https://shop.example/a b", .invisibleCharacter), (" https://shop.example/", .invisibleCharacter),
      ("https://shop.example/\r\nSet-Cookie: a=b", .invisibleCharacter),
      ("https://shop.example/\u{0}", .invisibleCharacter),
      ("https://shop.example/\u{2028}", .invisibleCharacter), ("https://shop.example/\u{7f}", .invisibleCharacter),
    ] as [(String, Destination.Refusal)])
  func refused(text: String, refusal: Destination.Refusal) {
    #expect(throws: refusal) { try Destination(text) }
    #expect(!refusal.description.isEmpty)
  }

  @Test("2,048 bytes are taken, one more is refused")
  func length() throws {
    let base = "https://shop.example/"
    let longest = base + String(repeating: "a", count: 2048 - base.utf8.count)
    #expect(try Destination(longest).text == longest)
    #expect(throws: Destination.Refusal.tooLong) { try Destination(longest + "a") }
  }

  @Test("a location is ASCII without white space, whatever the destination")
  func ascii() throws {
    let destination = try Destination("https://shop.example/日本?é=🎉&x#ü")
    #expect(destination.location(of: Self.click).utf8.allSatisfy { (0x21...0x7e).contains($0) })
    #expect(destination.host == "shop.example")
  }
}
