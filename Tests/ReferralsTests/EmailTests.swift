import Referrals
import Testing

@Suite("E-mail addresses")
struct EmailTests {
  @Test(
    "addresses of one person compare as one",
    arguments: [
      ("ada@example.com", "ADA@Example.COM"), ("ada@example.com", "ada+shop@example.com"),
      (" ada@example.com\n", "ada@example.com"), ("ada+a+b@example.com", "Ada@example.com"),
      ("ada.lovelace@gmail.com", "adalovelace+x@GoogleMail.com"), ("jürgen@example.de", "JÜRGEN@EXAMPLE.DE"),
      ("ju\u{308}rgen@example.de", "J\u{FC}RGEN@example.de"),
    ])
  func same(left: String, right: String) throws {
    let left = try #require(Email(left))
    let right = try #require(Email(right))
    #expect(left == right)
    #expect(Array(left.canonical.utf8) == Array(right.canonical.utf8))
  }

  @Test(
    "addresses of two people stay two",
    arguments: [
      ("ada@example.com", "grace@example.com"), ("ada@example.com", "ada@example.org"),
      ("ada.lovelace@example.com", "adalovelace@example.com"), ("+ada@example.com", "+grace@example.com"),
    ])
  func different(left: String, right: String) {
    #expect(Email(left) != Email(right))
  }

  @Test("the address is kept as it was given")
  func display() throws {
    let email = try #require(Email("  Ada.Lovelace+Shop@Example.COM "))
    #expect(email.text == "Ada.Lovelace+Shop@Example.COM")
    #expect(email.canonical == "ada.lovelace@example.com")
  }

  @Test(
    "what does not look like an address is refused",
    arguments: [
      "", " ", "ada", "@example.com", "ada@", "ada@@example.com", "ada@b@example.com", "ada @example.com",
      "ada@exa mple.com", "ada@example..com", "ada@.example.com", "ada@example.com.", "ada@-example.com",
      "ada@exam_ple!.com", "Ada <ada@example.com>", "ada@example.com\u{0}x", "a\u{200B}da@example.com",
      "ada@example.com, grace@example.com", String(repeating: "a", count: 65) + "@example.com",
      "a@" + String(repeating: "b.", count: 130) + "com",
    ])
  func refused(text: String) {
    #expect(Email(text) == nil)
  }
}
