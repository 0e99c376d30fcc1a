import HTTPTypes
import Testing

@testable import HTTPServer

@Suite struct AnswerTests {
  @Test("a request is answered with status line, Date, length and body")
  func simple() async throws {
    let answer = try await serving { port in
      let wire = try Wire(port: port)
      wire.send("GET / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n")
      return wire.receiveAll()
    }
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.contains("\r\nDate: "))
    #expect(answer.contains("\r\nContent-Length: 5\r\n"))
    #expect(answer.hasSuffix("\r\n\r\nhello"))
  }
}
