import HTTPClient
import Synchronization
import Testing

private let hang: @Sendable (Peer) -> Void = { peer in
  _ = peer.request()
  peer.waitForClose()
}

@Suite struct `How transfers are ended` {
  @Test func `cancelling a task closes its connection`() async throws {
    try await Receiver.running(hang) { receiver in
      try await client { client in
        let task = Task { await failure(of: .init(url: receiver.url), by: client) }
        try await untilTrue { receiver.open == 1 }
        task.cancel()
        #expect(await task.value == .cancelled)
        try await untilTrue { receiver.open == 0 }
      }
    }
  }

  @Test func `a task that is cancelled already sends nothing`() async throws {
    try await Receiver.running(hang) { receiver in
      try await client { client in
        let task = Task {
          try? await Task.sleep(for: .seconds(60))
          return await failure(of: .init(url: receiver.url), by: client)
        }
        task.cancel()
        #expect(await task.value == .cancelled)
      }
      #expect(receiver.connections == 0)
    }
  }

  @Test func `closing waits for what goes on`() async throws {
    let isHeld = Mutex(true)
    let script: @Sendable (Peer) -> Void = { peer in
      _ = peer.request()
      while isHeld.withLock({ $0 }) { pause(milliseconds: 5) }
      peer.answer(204)
    }
    try await Receiver.running(script) { receiver in
      try await client { client in
        let sent = Task { try await client.send(.init(url: receiver.url)).status }
        try await untilTrue { receiver.open == 1 }
        let closed = Task { await client.close(within: .seconds(60)) }
        try await untilTrue { await failure(of: .init(url: "http://127.0.0.1:1/"), by: client) == .closed }
        isHeld.withLock { $0 = false }
        #expect(try await sent.value == 204)
        await closed.value
        // Again is no harm.
        await client.close()
      }
    }
  }

  @Test func `closing cuts off what has not ended by the deadline, and who waits in line`() async throws {
    try await Receiver.running(hang) { receiver in
      try await client {
        $0.maximumPerHost = 2
      } _: { client in
        let tasks = (0..<5).map { _ in Task { await failure(of: .init(url: receiver.url), by: client) } }
        try await untilTrue { receiver.open == 2 }
        await client.close(within: .milliseconds(100))
        for task in tasks { #expect(await task.value == .closed) }
        try await untilTrue { receiver.open == 0 }
      }
    }
  }

  @Test func `closing closes the connections that were kept`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in while peer.request() != nil { peer.answer() } }
    try await Receiver.running(script) { receiver in
      let client = try HTTPClient(.init(permits: { _ in true }))
      _ = try await client.send(.init(url: receiver.url))
      await client.close()
      try await untilTrue { receiver.open == 0 }
      withExtendedLifetime(client) {}
    }
  }

  @Test func `a client that is let go takes its connections with it`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in while peer.request() != nil { peer.answer() } }
    try await Receiver.running(script) { receiver in
      do {
        let client = try HTTPClient(.init(permits: { _ in true }))
        _ = try await client.send(.init(url: receiver.url))
      }
      try await untilTrue { receiver.open == 0 }
    }
  }
}
