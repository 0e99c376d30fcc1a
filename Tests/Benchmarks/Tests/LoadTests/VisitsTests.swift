import Testing

@testable import load

@Suite("Visits")
struct VisitsTests {
  @Test("each request is another visitor's, and the paths take turns")
  func visitors() throws {
    var visits = Visits(paths: ["/r/ada", "/r/grace"], hostHeader: "go.example", firstVisitor: 12_349_999)
    let texts = (0..<4).map { _ in String(decoding: visits.next(), as: UTF8.self) }
    #expect(texts.map { $0.contains("Chrome/130.0.1234.9999 ") } == [true, false, false, false])
    #expect(texts.map { $0.contains("Chrome/130.0.1235.0000 ") } == [false, true, false, false])
    #expect(texts.map { $0.contains("GET /r/ada HTTP/1.1\r\nHost: go.example\r\n") } == [true, false, true, false])
    #expect(texts.allSatisfy { $0.hasSuffix("\r\n\r\n") })
  }
}
