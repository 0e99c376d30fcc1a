import Referrals
import Testing

@Suite("Text is told apart by its bytes")
struct ExactTextTests {
  private let composed = "caf\u{e9}"
  private let decomposed = "cafe\u{301}"

  @Test func `what Swift takes for one text is two`() {
    #expect(composed == decomposed)
    #expect(composed.exact != decomposed.exact)
    #expect(Set([composed.exact, decomposed.exact, ExactText("caf\u{e9}")]).count == 2)
    #expect([composed.exact: 1, decomposed.exact: 2][decomposed.exact] == 2)
  }

  @Test func `the order is that of the bytes, the same for all`() {
    let texts = [composed, "", decomposed, "caf", "cag"].map(\.exact)
    #expect(texts.sorted().map(\.text) == ["", "caf", decomposed, composed, "cag"])
    #expect(texts.sorted().map { Array($0.text.utf8) } == texts.reversed().sorted().map { Array($0.text.utf8) })
  }
}
