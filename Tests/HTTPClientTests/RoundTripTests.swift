import HTTPClient
import Synchronization
import Testing

/// Says back what came: the head in lines, and the body.
private let echo: @Sendable (Peer) -> Void = { peer in
  while let request = peer.request() {
    peer.answer(fields: "X-Length: \(request.head.utf8.count)\r\n", Array("\(request.head)\n\n".utf8) + request.body)
  }
}

@Suite struct `What is sent and what comes back` {
  @Test func `a body arrives byte for byte, and so does the response's`() async throws {
    let body = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try await Receiver.running(echo) { receiver in
      let response = try await client { client in
        try await client.send(
          .init(
            url: receiver.url + "a?b=c%20d", headers: [("X-One", "1"), ("X-Empty", ""), ("X-Text", "käse")], body: body)
        )
      }
      #expect(response.status == 200)
      #expect(!response.isCut)
      #expect(response.seconds > 0)
      let head =
        "POST /a?b=c%20d HTTP/1.1\r\nHost: 127.0.0.1:\(receiver.port)\r\nUser-Agent: Resonance\r\n"
        + "X-One: 1\r\nX-Empty:\r\nX-Text: käse\r\nContent-Length: 5000"
      #expect(response.body == Array("\(head)\n\n".utf8) + body)
      #expect(response["x-length"] == String(head.utf8.count))
      #expect(response.headers.map(\.name) == ["X-Length", "Content-Length"])
    }
  }

  @Test(
    arguments: [
      ("GET", [], "GET / HTTP/1.1"), ("POST", [], "POST / HTTP/1.1"), ("DELETE", [], "DELETE / HTTP/1.1"),
      ("PUT", [1, 2], "PUT / HTTP/1.1"), ("PATCH", [], "PATCH / HTTP/1.1"), ("GET", [1], "GET / HTTP/1.1"),
    ] as [(String, [UInt8], String)])
  func `a method is sent as it is`(method: String, body: [UInt8], line: String) async throws {
    try await Receiver.running(echo) { receiver in
      try await client { client in
        // What one handle did last has no effect on what it does next.
        for other in ["GET", "POST", "HEAD", "PURGE"] {
          _ = await failure(of: .init(method: other, url: receiver.url, body: other == "POST" ? [9] : []), by: client)
          let response = try await client.send(.init(method: method, url: receiver.url, body: body))
          let text = String(decoding: response.body, as: UTF8.self)
          #expect(text.hasPrefix("\(line)\r\n"))
          #expect(text.contains("Content-Length") == (!body.isEmpty || ["POST", "PUT", "PATCH"].contains(method)))
          #expect(Array(response.body.suffix(body.count)) == body)
        }
      }
    }
  }

  @Test func `a response to HEAD has no body`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      while peer.request() != nil { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") }
    }
    try await Receiver.running(script) { receiver in
      try await client { client in
        for _ in 0..<2 {
          let response = try await client.send(.init(method: "HEAD", url: receiver.url))
          #expect(response.status == 200 && response.body.isEmpty)
        }
      }
      #expect(receiver.connections == 1)
    }
  }

  @Test func `a field of the client's choice replaces its own`() async throws {
    try await Receiver.running(echo) { receiver in
      let response = try await client { client in
        try await client.send(
          .init(url: receiver.url, headers: [("content-type", "a/b"), ("ACCEPT", "c/d"), ("User-Agent", "Me")]))
      }
      let head = String(decoding: response.body, as: UTF8.self)
      #expect(head.contains("content-type: a/b\r\nACCEPT: c/d\r\nUser-Agent: Me\r\n"))
      #expect(!head.contains("Resonance"))
    }
  }

  @Test func `a chunked response is put together, and its trailers are not taken for headers`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n")
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Folded: a\r\n  b\r\n\r\n")
      peer.send("3\r\nabc\r\n2\r\nde\r\n0\r\nRetry-After: 9\r\n\r\n")
      peer.finish()
    }
    try await Receiver.running(script) { receiver in
      let response = try await client { try await $0.send(.init(url: receiver.url)) }
      #expect(response.body == Array("abcde".utf8))
      #expect(response.headers.map { "\($0.name)=\($0.value)" } == ["Transfer-Encoding=chunked", "X-Folded=a b"])
    }
  }

  @Test func `five hundred at once each get their own response`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      while let request = peer.request() { peer.answer(200, request.body) }
    }
    try await Receiver.running(script) { receiver in
      try await client {
        $0.maximumPerHost = 100
      } _: { client in
        try await withThrowingTaskGroup(of: Bool.self) { group in
          for number in 0..<500 {
            group.addTask {
              let body = Array("body \(number)".utf8)
              return try await client.send(.init(url: receiver.url, body: body)).body == body
            }
          }
          var count = 0
          for try await isOwn in group where isOwn { count += 1 }
          #expect(count == 500)
        }
      }
      #expect(receiver.connections <= 100)
    }
  }

  @Test func `a connection is kept and used again`() async throws {
    try await Receiver.running(echo) { receiver in
      try await client { client in
        for _ in 0..<20 { _ = try await client.send(.init(url: receiver.url, body: [1])) }
      }
      #expect(receiver.connections == 1)
    }
  }

  @Test func `a kept connection that the server has closed is replaced`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      if let request = peer.request() { peer.answer(200, request.body) }
    }
    try await Receiver.running(script) { receiver in
      try await client { client in
        for number in 0..<5 {
          let body = try await client.send(.init(url: receiver.url, body: [UInt8(number)])).body
          #expect(body == [UInt8(number)])
        }
      }
      #expect(receiver.connections == 5)
    }
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect is a response and is not followed`(status: Int) async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      while peer.request() != nil { peer.answer(status, fields: "Location: /elsewhere\r\n") }
    }
    try await Receiver.running(script) { receiver in
      let response = try await client { try await $0.send(.init(url: receiver.url)) }
      #expect(response.status == status)
      #expect(response["location"] == "/elsewhere")
    }
  }

  @Test(arguments: [(999, false), (1_000, false), (1_001, true), (3_000_000, true)])
  func `a body is cut at the limit`(size: Int, isCut: Bool) async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      while peer.request() != nil { peer.answer(200, (0..<size).map { UInt8(truncatingIfNeeded: $0) }) }
    }
    try await Receiver.running(script) { receiver in
      try await client {
        $0.responseLimit = 1_000
      } _: { client in
        let response = try await client.send(.init(url: receiver.url))
        #expect(response.status == 200)
        #expect(response.isCut == isCut)
        #expect(response.body == (0..<min(size, 1_000)).map { UInt8(truncatingIfNeeded: $0) })
        // The rest is not read: the connection goes.
        if isCut { try await untilTrue { receiver.open == 0 } }
      }
    }
  }

  @Test func `a compressed body is left as it came`() async throws {
    let packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0]
    let script: @Sendable (Peer) -> Void = { peer in
      while peer.request() != nil { peer.answer(fields: "Content-Encoding: gzip\r\n", packed) }
    }
    try await Receiver.running(script) { receiver in
      let response = try await client { try await $0.send(.init(url: receiver.url)) }
      #expect(response.body == packed)
    }
  }
}
