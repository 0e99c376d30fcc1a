import Testing

@testable import sink

@Suite("Reception")
struct ReceptionTests {
  @Test("a webhook that comes again counts once for its path, and its delay is that of the first time")
  func unique() {
    var reception = Reception()
    let body = Array(#"{"timestamp":"1970-01-01T00:00:01Z"}"#.utf8)
    for (path, milliseconds) in [("/good/1", 1_005), ("/good/1", 9_000), ("/good/2", 1_007)] {
      reception.receive(path: path, id: "msg_1", body: body.span, at: Int64(milliseconds) * 1000)
    }
    reception.receive(path: "/good/1", id: nil, body: body.span, at: 0)
    reception.hang()
    #expect(
      reception.lines == [
        "answered=4", "unique=2", "repeated=1", "strange=1", "hanging=1", "p50_ms=5", "p90_ms=7", "p99_ms=7",
        "max_ms=7",
      ])
  }
}
