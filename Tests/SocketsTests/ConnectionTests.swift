import Glibc
import Testing

@testable import Sockets

/// One end of a connection, on its loop, for tests: what the event loop's own code does, in whole operations.
private actor End {
  nonisolated var unownedExecutor: UnownedSerialExecutor { connection.loop.asUnownedSerialExecutor() }
  nonisolated let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func open() throws { try connection.open() }

  func close() { connection.close() }

  /// Everything until the peer's end, or nil if that does not come in time.
  func receiveAll(within duration: Duration = .seconds(180)) async -> [UInt8]? {
    var bytes: [UInt8] = []
    let deadline = Instant.now.advanced(by: duration)
    while true {
      switch connection.receive(appendingTo: &bytes) {
      case .bytes: continue
      case .end: return bytes
      case .failed: return nil
      case .wouldBlock:
        guard await connection.readable(until: deadline) == .ready else { return nil }
      }
    }
  }

  /// How the wait for bytes ends.
  func wait(_ duration: Duration) async -> Readiness {
    var bytes: [UInt8] = []
    guard case .wouldBlock = connection.receive(appendingTo: &bytes) else { return .ready }
    return await connection.readable(until: Instant.now.advanced(by: duration))
  }

  /// How many bytes went out before the peer stopped taking them, and how the wait for more room ended.
  func fill(_ duration: Duration) async -> (count: Int, Readiness?) {
    let block = [UInt8](repeating: 7, count: 65_536)
    var count = 0
    while true {
      switch connection.send(block, from: 0) {
      case .bytes(let sent): count += sent
      case .wouldBlock: return (count, await connection.writable(until: Instant.now.advanced(by: duration)))
      case .failed: return (count, nil)
      }
    }
  }

  func send(_ bytes: [UInt8]) async -> Bool {
    var sent = 0
    while sent < bytes.count {
      switch connection.send(bytes, from: sent) {
      case .bytes(let count): sent += count
      case .wouldBlock:
        guard await connection.writable(until: Instant.now.advanced(by: .seconds(180))) == .ready else { return false }
      case .failed: return false
      }
    }
    return true
  }

  func finish() { connection.finishSending() }

  func interrupt() { connection.interrupt() }
}

private actor Door {
  nonisolated var unownedExecutor: UnownedSerialExecutor { listener.loop.asUnownedSerialExecutor() }
  private nonisolated let listener: Listener

  init(_ listener: Listener) { self.listener = listener }

  func accept(keepingFree reserve: Int = 0) async throws -> Connection {
    while true {
      switch listener.accept(for: listener.loop, keepingFree: reserve) {
      case .connection(let connection): return connection
      case .wouldBlock: _ = await listener.ready()
      case .exhausted(let code), .failed(let code): throw SocketError("accept", code: code)
      }
    }
  }

  func open() throws { try listener.open() }

  func close() { listener.close() }
}

/// A connected pair: the server's end, and the client's as a plain blocking descriptor that is closed at the end.
private func connected(
  host: String = "127.0.0.1", _ body: (End, Int32) async throws -> Void
) async throws {
  let loop = try EventLoop()
  defer { loop.stop() }
  let listener = try Listener(host: host, port: 0, on: loop)
  let door = Door(listener)
  try await door.open()
  let client = try dial(host: host, port: listener.address.port)
  let end = End(try await door.accept())
  try await end.open()
  try await body(end, client)
  await end.close()
  await door.close()
  close(client)
}

private func dial(host: String, port: Int) throws -> Int32 {
  let isIPv6 = host.contains(":")
  let client = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var six = sockaddr_in6()
  six.sin6_family = sa_family_t(AF_INET6)
  six.sin6_port = in_port_t(UInt16(port)).bigEndian
  inet_pton(AF_INET6, host, &six.sin6_addr)
  var four = sockaddr_in()
  four.sin_family = sa_family_t(AF_INET)
  four.sin_port = in_port_t(UInt16(port)).bigEndian
  inet_pton(AF_INET, host, &four.sin_addr)
  let outcome =
    isIPv6
    ? withUnsafeBytes(of: &six) {
      connect(client, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!, socklen_t($0.count))
    }
    : withUnsafeBytes(of: &four) {
      connect(client, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!, socklen_t($0.count))
    }
  guard outcome == 0 else {
    let code = errno
    close(client)
    throw SocketError("connect", code: code)
  }
  return client
}

private var hasIPv6: Bool {
  let probe = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
  guard probe >= 0 else { return false }
  defer { close(probe) }
  var address = sockaddr_in6()
  address.sin6_family = sa_family_t(AF_INET6)
  inet_pton(AF_INET6, "::1", &address.sin6_addr)
  return withUnsafeBytes(of: &address) {
    bind(probe, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!, socklen_t($0.count)) == 0
  }
}

@Suite struct ConnectionTests {
  @Test("what the client sends arrives, and the end after it")
  func receives() async throws {
    try await connected { end, client in
      let hello = Array("hello".utf8)
      send(client, hello, hello.count, 0)
      shutdown(client, Int32(SHUT_WR))
      #expect(await end.receiveAll() == hello)
      #expect(end.connection.peer.ip == "127.0.0.1")
    }
  }

  @Test("a half-closed client still gets what is sent")
  func halfClose() async throws {
    try await connected { end, client in
      shutdown(client, Int32(SHUT_WR))
      #expect(await end.receiveAll() == [])
      #expect(await end.send(Array("late".utf8)))
      await end.finish()
      var buffer = [UInt8](repeating: 0, count: 16)
      #expect(recv(client, &buffer, 16, Int32(MSG_WAITALL)) == 4)
    }
  }

  @Test("megabytes go out as the client takes them")
  func sendsMuch() async throws {
    try await connected { end, client in
      let bytes = (0..<8_000_000).map { UInt8(truncatingIfNeeded: $0) }
      async let wasSent = end.send(bytes)
      let received = await Task.detached {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while all.count < 8_000_000 {
          let count = recv(client, &buffer, buffer.count, 0)
          guard count > 0 else { break }
          all += buffer[..<count]
        }
        return all
      }.value
      #expect(await wasSent)
      #expect(received == bytes)
    }
  }

  @Test("a wait for bytes ends at its deadline, and can be taken up again")
  func readDeadline() async throws {
    try await connected { end, client in
      #expect(await end.wait(.milliseconds(30)) == .timedOut)
      #expect(await end.wait(.milliseconds(10)) == .timedOut)
      async let waited = end.wait(.seconds(180))
      send(client, [1], 1, 0)
      #expect(await waited == .ready)
    }
  }

  @Test("a wait for room ends at its deadline")
  func writeDeadline() async throws {
    try await connected { end, _ in
      let (count, readiness) = await end.fill(.milliseconds(50))
      #expect(count > 0)
      #expect(readiness == .timedOut)
    }
  }

  @Test("sending to a client that is gone fails without a signal")
  func noSignal() async throws {
    try await connected { end, client in
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(client, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
      shutdown(client, Int32(SHUT_RDWR))
      var outcome = await end.send([1])
      for _ in 0..<1000 where outcome { outcome = await end.send([1]) }
      #expect(!outcome)
    }
  }

  @Test("an interrupted wait ends, and so does every later one")
  func interrupts() async throws {
    try await connected { end, _ in
      async let waited = end.wait(.seconds(180))
      try await Task.sleep(for: .milliseconds(5))
      await end.interrupt()
      #expect(await waited == .interrupted)
      #expect(await end.wait(.seconds(180)) == .interrupted)
    }
  }

  @Test("closing ends a wait, closes the descriptor once, and later calls fail quietly")
  func closes() async throws {
    try await connected { end, client in
      async let waited = end.wait(.seconds(180))
      try await Task.sleep(for: .milliseconds(5))
      await end.close()
      await end.close()
      #expect(await waited == .interrupted)
      #expect(await !end.send([1]))
      #expect(await end.receiveAll() == nil)
      var buffer = [UInt8](repeating: 0, count: 1)
      #expect(recv(client, &buffer, 1, 0) == 0)
    }
  }

  @Test("a connection that was never opened closes its descriptor when let go")
  func letGo() async throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let door = Door(try Listener(host: "127.0.0.1", port: 0, on: loop))
    try await door.open()
    let client = try dial(host: "127.0.0.1", port: door.port)
    do { _ = try await door.accept() }
    var buffer = [UInt8](repeating: 0, count: 1)
    #expect(recv(client, &buffer, 1, 0) == 0)
    close(client)
    await door.close()
  }

  @Test("accepting stops short of the last descriptors, and goes on when there are enough")
  func reserve() async throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let door = Door(try Listener(host: "127.0.0.1", port: 0, on: loop))
    try await door.open()
    let client = try dial(host: "127.0.0.1", port: door.port)
    defer { close(client) }
    await #expect(throws: SocketError("accept", code: EMFILE)) { try await door.accept(keepingFree: .max) }
    _ = try await door.accept(keepingFree: 1)
    await door.close()
  }

  @Test("IPv6 works as IPv4 does", .enabled(if: hasIPv6))
  func ipv6() async throws {
    try await connected(host: "::1") { end, client in
      send(client, [1], 1, 0)
      shutdown(client, Int32(SHUT_WR))
      #expect(await end.receiveAll() == [1])
      #expect(end.connection.peer.ip == "::1")
    }
  }
}

@Suite struct ListenerTests {
  @Test("a port that is taken says so")
  func taken() throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let first = try Listener(host: "127.0.0.1", port: 0, on: loop)
    #expect(first.address.port > 0)
    let expected = SocketError("listen on 127.0.0.1:\(first.address.port)", code: EADDRINUSE)
    #expect(throws: expected) { try Listener(host: "127.0.0.1", port: first.address.port, on: loop) }
    #expect("\(expected)".hasSuffix("Address already in use"))
  }

  @Test("an address is bracketed only where it must be")
  func addresses() {
    #expect("\(Address(ip: "192.0.2.1", port: 80))" == "192.0.2.1:80")
    #expect("\(Address(ip: "2001:db8::1", port: 80))" == "[2001:db8::1]:80")
  }

  @Test("an address that is not this machine's, and a port that is none, are refused")
  func nonsense() throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    #expect(throws: SocketError.self) { try Listener(host: "192.0.2.1", port: 0, on: loop) }
    #expect(throws: SocketError.self) { try Listener(host: "127.0.0.1", port: 70_000, on: loop) }
  }
}

extension Door {
  fileprivate nonisolated var port: Int { listener.address.port }
}
