import Referrals
import Testing

@Suite("Addresses of advocates' own pages")
struct PortalTokenTests {
  private let program = Program.ID("01960c3a-5c00-7000-8000-000000000001")!
  private let ada = Advocate.ID("01960c3a-5c00-7000-8000-00000000ada0")!
  private let key = [UInt8](repeating: 7, count: 32)

  @Test func `a token is read back, and its seal holds for its version and key alone`() throws {
    let token = PortalToken(of: ada, version: 1, program: program, key: key)
    let read = try #require(PortalToken(token.text))
    #expect(read == token && read.program == program && read.advocate == ada)
    #expect(read.isSealed(version: 1, key: key))
    #expect(!read.isSealed(version: 2, key: key))
    #expect(!read.isSealed(version: 1, key: [UInt8](repeating: 8, count: 32)))
  }

  @Test func `no character of it can be another`() throws {
    let token = PortalToken(of: ada, version: 1, program: program, key: key).text
    for index in token.indices {
      var other = token
      other.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
      #expect(PortalToken(other)?.isSealed(version: 1, key: key) != true)
    }
  }

  @Test(arguments: [
    "", "A", String(repeating: "A", count: 63), String(repeating: "A", count: 65),
    String(repeating: "+", count: 64), String(repeating: "=", count: 64), String(repeating: "é", count: 32),
  ])
  func `what cannot be a token is none`(text: String) {
    #expect(PortalToken(text) == nil)
  }
}
