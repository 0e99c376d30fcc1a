import HTTPClient
import Synchronization
import Testing

private let hang: @Sendable (Peer) -> Void = { peer in
  _ = peer.request()
  peer.waitForClose()
}

private let answer: @Sendable (Peer) -> Void = { peer in
  while peer.request() != nil { peer.answer() }
}

@Suite struct `What goes wrong` {
  @Test func `a server that never answers is given up`() async throws {
    try await Receiver.running(hang) { receiver in
      try await client { client in
        #expect(await failure(of: .init(url: receiver.url, timeout: .milliseconds(200)), by: client) == .timeout)
        try await untilTrue { receiver.open == 0 }
      }
    }
  }

  @Test func `a server that trickles is given up`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\n\r\n")
      while peer.send("a") { pause(milliseconds: 10) }
    }
    try await Receiver.running(script) { receiver in
      try await client {
        $0.timeout = .milliseconds(300)
      } _: { client in
        #expect(await failure(of: .init(url: receiver.url), by: client) == .timeout)
      }
    }
  }

  @Test func `a port that nobody listens on`() async throws {
    let port = try Receiver.deadPort()
    try await client { client in
      #expect(await failure(of: .init(url: "http://127.0.0.1:\(port)/"), by: client) == .connect)
    }
  }

  @Test(arguments: ["nobody.invalid", String(repeating: "a", count: 70) + ".invalid"])
  func `a name that nobody has`(host: String) async throws {
    try await client {
      $0.connectTimeout = .seconds(60)
    } _: { client in
      #expect(
        await failure(of: .init(url: "http://\(host)/", timeout: .seconds(60)), by: client) == .resolution)
    }
  }

  @Test(arguments: [
    "", "hello", "//host/", "/path", "example.com", "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1/",
    "http://", "http://127.0.0.1:99999/", "http://127.0.0.1:0/", "http://[::1", "http://a b/",
    "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\u{0}", "http://127.0.0.1/\n", "http://käse.example/",
    "http://a\tb/",
  ])
  func `a URL that cannot be read is refused`(url: String) async throws {
    try await client { client in #expect(await failure(of: .init(url: url), by: client) == .badURL) }
  }

  @Test(arguments: [
    ("X", "a\r\nY: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\u{0}b"), ("X", "\u{7F}"), ("X\r\nY", "a"), ("X: Y", "a"),
    ("", "a"), ("X Y", "a"), ("X\u{0}", "a"), ("Kä", "a"), ("Host", "other"), ("content-length", "3"),
    ("Transfer-Encoding", "chunked"), ("Connection", "close"), ("Expect", "100-continue"),
  ])
  func `a field that would change the message is refused`(name: String, value: String) async throws {
    try await Receiver.running(answer) { receiver in
      try await client { client in
        let failure = await failure(of: .init(url: receiver.url, headers: [(name, value)]), by: client)
        #expect(failure?.code == "bad_request")
      }
      #expect(receiver.connections == 0)
    }
  }

  @Test(arguments: ["", "GET /x HTTP/1.1\r\nA: b\r\n\r\nGET", "A B", "PO\nST"])
  func `a method that is no token is refused`(method: String) async throws {
    try await client { client in
      let failure = await failure(of: .init(method: method, url: "http://127.0.0.1/"), by: client)
      #expect(failure?.code == "bad_request")
    }
  }

  /// What a server may say instead of a response.
  private static let broken = [
    "nothing": "",
    "a word": "garbage",
    "a line": "garbage\r\n\r\n",
    "another protocol": "SSH-2.0-OpenSSH\r\n",
    "half a status line": "HTTP/1.1",
    "no status": "HTTP/1.1 OK\r\n\r\n",
    "half a body": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    "half a chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "no size of a chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    "a length that is no number": "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc",
    "a negative length": "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
    "an interim response alone": "HTTP/1.1 100 Continue\r\n\r\n",
    "interim responses without end": String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 5_000),
    "a long field": "HTTP/1.1 200 OK\r\nX: \(String(repeating: "a", count: 70_000))\r\n\r\n",
    "many fields": "HTTP/1.1 200 OK\r\n\(String(repeating: "X: a\r\n", count: 20_000))\r\n",
  ]

  @Test(arguments: broken.keys.sorted())
  func `what is no whole response is a failure`(name: String) async throws {
    let bytes = Self.broken[name] ?? ""
    let script: @Sendable (Peer) -> Void = { peer in
      _ = peer.request()
      peer.send(bytes)
      peer.finish()
    }
    try await Receiver.running(script) { receiver in
      try await client { client in
        let failure = await failure(of: .init(url: receiver.url, body: [1]), by: client)
        #expect(failure?.code == "bad_answer", "\(String(describing: failure))")
      }
    }
  }

  @Test func `a host that hangs holds up its own alone`() async throws {
    try await Receiver.running(hang) { hanging in
      try await Receiver.running(answer) { healthy in
        try await client {
          $0.maximumPerHost = 2
          $0.maximumTransfers = 4
        } _: { client in
          let stuck = (0..<10).map { _ in Task { await failure(of: .init(url: hanging.url), by: client) } }
          try await untilTrue { hanging.connections == 2 }
          for _ in 0..<20 {
            let status = try await client.send(.init(url: healthy.url)).status
            #expect(status == 200)
          }
          #expect(hanging.connections == 2)
          for task in stuck { task.cancel() }
          for task in stuck { #expect(await task.value == .cancelled) }
        }
      }
    }
  }

  @Test func `more than may go on at once wait in line`() async throws {
    let now = Atomic(0)
    let most = Atomic(0)
    let script: @Sendable (Peer) -> Void = { peer in
      while peer.request() != nil {
        most.max(now.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        pause(milliseconds: 2)
        now.subtract(1, ordering: .relaxed)
        peer.answer()
      }
    }
    try await Receiver.running(script) { receiver in
      try await client {
        $0.maximumTransfers = 3
      } _: { client in
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<60 {
            group.addTask { #expect(await failure(of: .init(url: receiver.url), by: client) == nil) }
          }
        }
      }
    }
    #expect(most.load(ordering: .relaxed) <= 3)
  }
}
