import Referrals
import Testing

@Suite("API keys")
struct APIKeyTests {
  @Test("a new key can be taken again, and its hash tells it from others", arguments: APIKey.Scope.allCases)
  func generated(scope: APIKey.Scope) throws {
    let key = APIKey.generated(for: scope)
    let prefixes: [APIKey.Scope: String] = [.program: "rsk_", .admin: "rsa_", .public: "rsp_"]
    #expect(key.text.hasPrefix(prefixes[scope] ?? "?"))
    #expect(key.text.count == 36)
    let taken = try #require(APIKey(key.text))
    #expect(taken.scope == scope)
    #expect(taken.hash == key.hash && key.hash.count == 32)
    #expect(taken.matches(hash: key.hash))
    #expect(!APIKey.generated(for: scope).matches(hash: key.hash))
    #expect(!key.matches(hash: []))
    #expect(key.hint == String(key.text.suffix(4)))
  }

  @Test("neither printing nor reflecting shows a key")
  func printing() {
    let key = APIKey.generated(for: .program)
    #expect(!"\(key)".contains(key.text))
    #expect(!String(reflecting: key).contains(key.text))
  }

  @Test("the hash is SHA-256 of the whole key")
  func hash() throws {
    let key = try #require(APIKey("rsk_00000000000000000000000000000000"))
    let hex = key.hash.map { String($0, radix: 16).count == 1 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
    #expect(hex.joined() == "ea9e5fe1be1f10f1c40b1f3e67429e94bc3b1e35511061ad46e64bb6a25eb43d")
  }

  @Test(
    "text that cannot be a key is not taken",
    arguments: [
      "", "rsk_", "rsk_short", "rsx_00000000000000000000000000000000", "00000000000000000000000000000000",
      "rsk_0000000000000000000000000000000-", "rsk_ 0000000000000000000000000000000",
      "rsk_" + String(repeating: "0", count: 65), "RSK_00000000000000000000000000000000",
    ])
  func refused(text: String) {
    #expect(APIKey(text) == nil)
  }

  @Test(
    "byte strings compare whole",
    arguments: [
      ([], [], true), ([1], [1], true), ([1], [2], false), ([1], [1, 2], false), ([0, 0], [0], false),
    ] as [([UInt8], [UInt8], Bool)])
  func constantTime(left: [UInt8], right: [UInt8], equal: Bool) {
    #expect(ConstantTime.equal(left, right) == equal)
  }
}
