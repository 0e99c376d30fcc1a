import HTTPClient
import Synchronization
import Testing

private let answer: @Sendable (Peer) -> Void = { peer in
  while peer.request() != nil { peer.answer() }
}

@Suite struct `Who may be connected to` {
  @Test(arguments: ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "localhost", "hooks.example", "[::ffff:127.0.0.1]"])
  func `an address that is refused is not connected to, however it is spelled`(host: String) async throws {
    try await Receiver.running(answer) { receiver in
      let asked = Mutex<[[UInt8]]>([])
      try await client {
        $0.hosts = ["hooks.example": ["127.0.0.1"]]
        $0.permits = { address in
          asked.withLock { $0.append(address) }
          return false
        }
      } _: { client in
        #expect(await failure(of: .init(url: "http://\(host):\(receiver.port)/"), by: client) == .refusedAddress)
      }
      #expect(!asked.withLock { $0 }.isEmpty)
      // The next connection is the first.
      try await client { _ = try await $0.send(.init(url: receiver.url)) }
      #expect(receiver.connections == 1)
    }
  }

  @Test func `of a name with a refused and an allowed address the allowed one is used`() async throws {
    try await Receiver.running(answer) { receiver in
      let asked = Mutex<[[UInt8]]>([])
      try await client {
        $0.hosts = ["hooks.example": ["10.0.0.1", "::1", "127.0.0.1"]]
        $0.permits = { address in
          asked.withLock { $0.append(address) }
          return address == [127, 0, 0, 1]
        }
      } _: { client in
        let status = try await client.send(.init(url: "http://Hooks.Example:\(receiver.port)/")).status
        #expect(status == 200)
      }
      #expect(asked.withLock { $0 }.contains([10, 0, 0, 1]))
    }
  }

  @Test func `a refused address does not hide that an allowed one did not answer`() async throws {
    let port = try Receiver.deadPort()
    try await client {
      $0.hosts = ["hooks.example": ["10.0.0.1", "127.0.0.1"]]
    } _: { client in
      #expect(await failure(of: .init(url: "http://hooks.example:\(port)/"), by: client) == .connect)
    }
  }

  @Test func `each connection is asked about, and a kept one once`() async throws {
    try await Receiver.running(answer) { receiver in
      let asked = Atomic(0)
      try await client {
        $0.permits = { _ in
          asked.add(1, ordering: .relaxed)
          return true
        }
      } _: { client in
        for _ in 0..<5 { _ = try await client.send(.init(url: receiver.url)) }
      }
      #expect(asked.load(ordering: .relaxed) == receiver.connections)
    }
  }

  @Test func `proxies of the environment are not used`() async throws {
    await #expect(processExitsWith: .success) {
      for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTP_PROXY"] {
        setEnvironment(name, "http://127.0.0.2:9")
      }
      try await Receiver.running(answer) { receiver in
        let status = try await client { try await $0.send(.init(url: receiver.url)) }.status
        #expect(status == 200)
      }
    }
  }
}
