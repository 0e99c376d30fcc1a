import Crypto
import Testing

@testable import load

@Suite("Deliveries")
struct DeliveriesTests {
  private func texts(_ count: Int, of templates: [String], words: [String] = []) -> [String] {
    var deliveries = Deliveries(
      path: "/hooks/ada", hostHeader: "go.example",
      templates: templates.map { Template($0, wordLength: words.first?.utf8.count) },
      words: words.map { Array($0.utf8) }, secret: "whsec_raw", firstNumber: 99, clock: { 1_700_000_000 })
    return (0..<count).map { _ in String(decoding: deliveries.next(), as: UTF8.self) }
  }

  private func body(_ request: String) -> String {
    request.split(separator: "\r\n\r\n", maxSplits: 1).last.map(String.init) ?? ""
  }

  @Test("templates, numbers and words take turns, and each is put wherever it stands")
  func turns() {
    let texts = texts(
      3, of: [#"{"id":"{number}","pi":"{number}","at":{time}}"#, #"{"id":"{number}","ref":"{word}"}"#],
      words: ["one", "two"])
    #expect(
      texts.map(body) == [
        #"{"id":"000000000099","pi":"000000000099","at":1700000000}"#, #"{"id":"000000000100","ref":"two"}"#,
        #"{"id":"000000000101","pi":"000000000101","at":1700000000}"#,
      ])
    for text in texts {
      #expect(text.hasPrefix("POST /hooks/ada HTTP/1.1\r\nHost: go.example\r\n"))
      #expect(text.contains("\r\nContent-Length: \(body(text).utf8.count)\r\n"))
    }
  }

  @Test("each is signed over its time and its body, by the secret as it is")
  func signed() {
    for text in texts(3, of: [#"{"id":"{number}"}"#]) {
      let code = HMAC<SHA256>.authenticationCode(
        for: Array("1700000000.\(body(text))".utf8), using: SymmetricKey(data: Array("whsec_raw".utf8)))
      let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(text.contains("\r\nStripe-Signature: t=1700000000,v1=\(digits)\r\n"))
    }
  }

  @Test("what is no placeholder stays as it is")
  func literal() {
    let text = #"{"a":{},"b":"{numbers}","c":"{ word }","é":"{{time}}"}"#
    #expect(texts(1, of: [text]).map(body) == [text.replacing("{{time}}", with: "{1700000000}")])
  }
}
