import HTTPTypes
import Testing

@testable import HTTPServer

@Suite struct HeadParserTests {
  /// Gives the bytes to the parser in pieces of this many.
  static func parse(_ text: String, pieces: Int = .max) -> (HeadParser.Outcome, HeadFacts) {
    let bytes = Array(text.utf8)
    var parser = HeadParser(limits: HeadLimits(bytes: 32_768, fields: 100, target: 8192))
    var facts = HeadFacts()
    var outcome = HeadParser.Outcome.incomplete
    var end = 0
    while outcome == .incomplete, end < bytes.count {
      end = pieces == .max ? bytes.count : min(bytes.count, end + pieces)
      outcome = parser.advance(bytes.span.extracting(..<end), into: &facts)
    }
    return (outcome, facts)
  }

  @Test("what leaves room for two readings is refused", arguments: Heads.refused)
  func refuses(_ sample: Sample) {
    guard case .refused(let refusal) = Self.parse(sample.bytes).0 else {
      Issue.record("\(sample.name) was not refused")
      return
    }
    #expect(refusal.status.code == sample.status)
  }

  @Test("what is refused whole is refused octet by octet", arguments: Heads.refused)
  func refusesSlowly(_ sample: Sample) {
    guard case .refused(let refusal) = Self.parse(sample.bytes, pieces: 1).0 else {
      Issue.record("\(sample.name) was not refused")
      return
    }
    #expect(refusal.status.code == sample.status)
  }

  @Test("what the RFCs allow is accepted, whole and octet by octet", arguments: Heads.accepted)
  func accepts(_ sample: Sample) {
    for pieces in [.max, 1, 2, 7] {
      guard case .complete = Self.parse(sample.bytes, pieces: pieces).0 else {
        Issue.record(
          "\(sample.name) was not accepted in pieces of \(pieces): \(Self.parse(sample.bytes, pieces: pieces).0)")
        return
      }
    }
  }

  @Test("a head ends at its empty line")
  func end() {
    let (outcome, _) = Self.parse("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next")
    #expect(outcome == .complete(27))
  }

  @Test("an absolute form's authority goes before Host")
  func authority() throws {
    let text = "GET http://b:81/c?d HTTP/1.1\r\nHost: a\r\n\r\n"
    let (_, facts) = Self.parse(text)
    let bytes = Array(text.utf8)
    func part(_ extent: Extent?) -> String? { extent.map { String(decoding: bytes[$0.range], as: UTF8.self) } }
    #expect(part(facts.authority) == "b:81")
    #expect(part(facts.path) == "/c")
    #expect(part(facts.query) == "d")
  }

  @Test(
    "a connection is kept as the version and Connection say",
    arguments: [
      ("HTTP/1.1", "X: y", true), ("HTTP/1.1", "Connection: close", false),
      ("HTTP/1.1", "Connection: keep-alive, CLOSE", false), ("HTTP/1.1", "Connection: upgrade", true),
      ("HTTP/1.1", "Connection: a\r\nConnection: close", false), ("HTTP/1.0", "X: y", false),
      ("HTTP/1.0", "Connection: Keep-Alive", true), ("HTTP/1.0", "Connection: keep-alive, close", false),
      ("HTTP/1.1", "Connection: closed", true),
    ])
  func keepsAlive(version: String, field: String, expected: Bool) {
    let (_, facts) = Self.parse("GET / \(version)\r\nHost: a\r\n\(field)\r\n\r\n")
    #expect(facts.keepsAlive == expected)
  }
}
