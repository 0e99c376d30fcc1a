import Referrals
import Testing

@Suite("Link codes")
struct LinkCodeTests {
  @Test("generated codes have eight characters and no look-alikes")
  func generated() {
    let codes = (0..<2000).map { _ in LinkCode.generated() }
    #expect(Set(codes).count == codes.count)
    for code in codes {
      #expect(code.text.count == 8 && code.key == code.text)
      #expect(!code.text.contains { "01oOiIlLuUvVeEaA".contains($0) && $0 != "v" })
    }
    #expect(Set(LinkCode.alphabet).count == LinkCode.alphabet.count)
  }

  @Test("a generated code could have been wished for")
  func generatedIsValid() throws {
    for _ in 0..<200 {
      let code = LinkCode.generated()
      #expect(try LinkCode(vanity: code.text) == code)
    }
  }

  @Test(
    "wishes of any script are taken, and compared in any case",
    arguments: [
      ("Ada", "ada"), ("ada-lovelace", "ADA-Lovelace"), ("summer/2026/Ada", "SUMMER/2026/ADA"),
      ("Größe", "GRÖSSE"), ("straße", "STRASSE"), ("Οδυσσεύς", "ΟΔΥΣΣΕΎΣ"), ("Привет", "пРИВЕТ"),
      ("紹介コード", "紹介コード"), ("إحالة", "إحالة"), ("cafe\u{301}", "CAFÉ"), ("🎉🎉🎉", "🎉🎉🎉"), ("a.b", "A.B"),
      ("100", "100"), ("i\u{307}stanbul", "İstanbul"), ("ﬁnd-me", "FIND-ME"),
      ("नमस्ते जी".replacing(" ", with: "-"), "नमस्ते-जी"),
    ])
  func vanity(wish: String, typed: String) throws {
    let code = try LinkCode(vanity: wish)
    #expect(code.key == LinkCode.key(for: typed))
    #expect(try LinkCode(vanity: typed) == code)
  }

  @Test(
    "three to fifty characters",
    arguments: [
      (2, LinkCode.Refusal.tooShort), (3, nil), (50, nil), (51, .tooLong),
    ])
  func lengths(count: Int, refusal: LinkCode.Refusal?) {
    for letter in ["q", "Ж", "語"] {
      #expect(Self.refusal(of: String(repeating: letter, count: count)) == refusal)
    }
  }

  @Test(
    "a refusal names the rule that was broken",
    arguments: [
      ("", .tooShort), ("ab", .tooShort), ("e\u{301}a", .tooShort),
      ("a b c", .invisibleCharacter), ("abc\n", .invisibleCharacter), ("abc\u{0}", .invisibleCharacter),
      ("ab\u{200B}c", .invisibleCharacter), ("ab\u{202E}c", .invisibleCharacter), ("ab\u{A0}c", .invisibleCharacter),
      ("ab\u{3164}c", .invisibleCharacter), ("ab\u{85}c", .invisibleCharacter),
      ("a?b", .reservedCharacter("?")), ("a#b", .reservedCharacter("#")), ("50%off", .reservedCharacter("%")),
      ("a\\b", .reservedCharacter("\\")), ("<b>", .reservedCharacter("<")), ("a&b", .reservedCharacter("&")),
      ("/ada", .emptySegment), ("ada/", .emptySegment), ("ada//x", .emptySegment), ("///", .emptySegment),
      ("../x", .dotSegment), ("a/./b", .dotSegment), ("a/..", .dotSegment),
      ("admin", .reservedWord("admin")), ("Admin", .reservedWord("admin")), ("API/v1", .reservedWord("api")),
      ("healthz", .reservedWord("healthz")), ("login/now", .reservedWord("login")),
      ("index.php", .probePath), (".env", .probePath), ("wp-admin/x", .probePath), ("ada/x.PHP", .probePath),
    ] as [(String, LinkCode.Refusal)])
  func refused(wish: String, refusal: LinkCode.Refusal) {
    #expect(Self.refusal(of: wish) == refusal)
    #expect(!refusal.description.isEmpty)
  }

  @Test("in an address a code is percent-encoded, but for its slashes")
  func path() throws {
    #expect(try LinkCode(vanity: "summer/Größe!").path == "summer/Gr%C3%B6%C3%9Fe%21")
  }

  @Test(
    "scanners' probes are recognised",
    arguments: [
      "index.php", "/wp-login.php", "/wp-admin/", "/.env", "/.env.production", "/.git/config", "/blog/wp-includes/x.js",
      "/xmlrpc.php", "/x.PhP?a=b", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/backup.sql",
      "/cgi-bin/luci",
      "/actuator/health", "/config.json/../.aws/credentials", "/shell.aspx",
    ])
  func probes(path: String) {
    #expect(ProbePath.matches(path))
  }

  @Test(
    "codes that merely look technical are not probes",
    arguments: [
      "ada", "php", "phpfan", "wp", "environment", "a.b", "v2.0", "ada.lovelace", ".well-known/x", "git", "dotenv",
      "summer/2026", "紹介", "", "/",
    ])
  func notProbes(path: String) {
    #expect(!ProbePath.matches(path))
  }

  private static func refusal(of wish: String) -> LinkCode.Refusal? {
    do throws(LinkCode.Refusal) {
      _ = try LinkCode(vanity: wish)
      return nil
    } catch {
      return error
    }
  }
}
