import HTTPTypes
import Testing

@testable import HTTPServer

/// The same tables as the parsers', over real sockets: the status arrives, and the connection is closed.
@Suite struct StrictnessTests {
  private static func status(_ answer: String) -> Int? {
    answer.hasPrefix("HTTP/1.1 ") ? Int(answer.dropFirst(9).prefix(3)) : nil
  }

  @Test("what is refused is answered and the connection closed")
  func refuses() async throws {
    let outcomes = try await serving { port in
      try (Heads.refused + Chunks.refused).map { sample in
        let wire = try Wire(port: port)
        wire.send(sample.bytes)
        return (sample, wire.receiveAll())
      }
    }
    for (sample, answer) in outcomes {
      #expect(Self.status(answer) == sample.status, "\(sample.name)")
      #expect(answer.contains("\r\nConnection: close\r\n"), "\(sample.name)")
    }
  }

  @Test("a refused request's smuggled successor is not answered")
  func smuggling() async throws {
    let outcomes = try await serving { port in
      try Heads.refused.map { sample in
        let wire = try Wire(port: port)
        wire.send(sample.bytes + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return (sample, wire.receiveAll())
      }
    }
    for (sample, answer) in outcomes {
      #expect(answer.occurrences(of: "HTTP/1.1 ") == 1, "\(sample.name)")
    }
  }

  @Test("what is accepted is answered, and so is the request after it")
  func accepts() async throws {
    let outcomes = try await serving { port in
      try (Heads.accepted + Chunks.accepted).map { sample in
        let wire = try Wire(port: port)
        let next = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        wire.send(sample.bytes + (sample.bytes.contains("HTTP/1.0") ? "" : next))
        return (sample, wire.receiveAll())
      }
    }
    for (sample, answer) in outcomes {
      #expect(Self.status(answer) == sample.status, "\(sample.name)")
      #expect(answer.occurrences(of: "HTTP/1.1 ") == (sample.bytes.contains("HTTP/1.0") ? 1 : 2), "\(sample.name)")
    }
  }

  @Test("any fragmentation is accepted", arguments: [1, 2, 3, 5, 8])
  func fragments(size: Int) async throws {
    let answer = try await serving { port in
      let wire = try Wire(port: port)
      let text =
        "\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n"
        + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nworld"
      wire.send(text, inPiecesOf: size)
      return wire.receiveAll()
    }
    #expect(answer.occurrences(of: "HTTP/1.1 200 OK") == 2)
    #expect(answer.contains("hello"))
    #expect(answer.hasSuffix("world"))
  }
}

extension String {
  /// How often a text occurs.
  func occurrences(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
