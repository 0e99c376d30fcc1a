import Testing

@testable import Wire

@Suite("Response head")
struct ResponseHeadTests {
  @Test("status, body length and closing are read, whatever the case of the names")
  func reads() throws {
    let text = "HTTP/1.1 302 Found\r\nlocation: /\r\nCONTENT-LENGTH:  12 \r\nConnection: Close\r\n\r\nHello, world"
    let head = try ResponseHead.parse(Array(text.utf8), count: text.utf8.count)
    #expect(head == ResponseHead(status: 302, length: text.utf8.count - 12, bodyLength: 12, closes: true))
  }

  @Test("a head that has not come whole is waited for, wherever it is cut")
  func fragments() throws {
    let text = Array("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".utf8)
    for count in 0..<text.count {
      #expect(try ResponseHead.parse(text, count: count) == nil)
    }
    #expect(try ResponseHead.parse(text, count: text.count)?.length == text.count)
  }

  @Test(
    "a response whose end cannot be told is refused",
    arguments: [
      "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
      "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n",
      "SMTP\r\nContent-Length: 0\r\n\r\n",
    ])
  func refused(text: String) {
    #expect(throws: MalformedResponse.self) { try ResponseHead.parse(Array(text.utf8), count: text.utf8.count) }
  }
}
