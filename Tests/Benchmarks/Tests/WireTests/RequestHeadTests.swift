import Testing

@testable import Wire

@Suite("Request head")
struct RequestHeadTests {
  private func text(_ range: Range<Int>?, of bytes: [UInt8]) -> String? {
    range.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  @Test("method, target, webhook-id and body length are read, whatever the case of the names")
  func reads() throws {
    let bytes = Array("POST /good/1 HTTP/1.1\r\nWebhook-Id:  msg_1 \r\nCONTENT-LENGTH: 12\r\n\r\nHello, world".utf8)
    let head = try #require(try RequestHead.parse(bytes, count: bytes.count))
    #expect(text(head.method, of: bytes) == "POST")
    #expect(text(head.target, of: bytes) == "/good/1")
    #expect(text(head.webhookID, of: bytes) == "msg_1")
    #expect(head.length == bytes.count - 12 && head.bodyLength == 12)
    #expect(!head.expectsContinue)
  }

  @Test("a head that has not come whole is waited for, wherever it is cut")
  func fragments() throws {
    let bytes = Array("GET /report HTTP/1.1\r\nHost: go.example\r\n\r\n".utf8)
    for count in 0..<bytes.count { #expect(try RequestHead.parse(bytes, count: count) == nil) }
    #expect(try RequestHead.parse(bytes, count: bytes.count)?.length == bytes.count)
  }

  @Test(
    "a request whose end cannot be told is refused",
    arguments: [
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
      "POST /\r\n\r\n", "POST / HTTP/1.0\r\n\r\n",
    ])
  func refused(text: String) {
    #expect(throws: MalformedRequest.self) { try RequestHead.parse(Array(text.utf8), count: text.utf8.count) }
  }
}
