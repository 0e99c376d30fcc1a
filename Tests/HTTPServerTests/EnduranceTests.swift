import Dispatch
import HTTPTypes
import Sockets
import Testing

@testable import HTTPServer

/// Clients that mean ill or are merely slow; others are served meanwhile.
@Suite struct EnduranceTests {
  private static let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

  /// Asks for `/` on a connection of its own.
  private static func isServed(_ port: Int) throws -> Bool {
    let wire = try Wire(port: port)
    wire.send(request)
    return wire.receiveAll().hasSuffix("hello")
  }

  /// Short for a test, and yet enough for a client that has to wait for its turn on a busy machine.
  private static func hurry(_ configuration: inout Configuration) {
    configuration.headTimeout = .seconds(2)
    configuration.bodyTimeout = .seconds(2)
    configuration.idleTimeout = .seconds(2)
    configuration.writeTimeout = .seconds(2)
    configuration.lingerTimeout = .milliseconds(200)
    configuration.minimumRate = 10_000_000
  }

  @Test("hundreds of idle connections and half requests keep nobody from being served")
  func crowd() async throws {
    DescriptorLimit.raise(to: 16_384)
    let served = try await serving(configure: { $0.headTimeout = .seconds(180) }) { port in
      let idle = try (0..<300).map { _ in try Wire(port: port) }
      let slow = try (0..<300).map { _ in try Wire(port: port) }
      for wire in slow { wire.send("GET / HTTP/1.1\r\nHos") }
      let served = try (0..<20).map { _ in try Self.isServed(port) }
      for wire in slow { wire.send("t: a\r\nConnection: close\r\n\r\n") }
      let late = slow.map { $0.receiveAll().hasSuffix("hello") }
      return served + late + (idle.isEmpty ? [false] : [])
    }
    #expect(served.allSatisfy { $0 })
  }

  @Test("an idle connection is closed without a word")
  func idle() async throws {
    let answer = try await serving(configure: Self.hurry) { try Wire(port: $0).receiveAll() }
    #expect(answer.isEmpty)
  }

  @Test("a connection idle after an answer is closed")
  func idleAgain() async throws {
    let answer = try await serving(configure: Self.hurry) { port in
      let wire = try Wire(port: port)
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      return wire.receiveAll()
    }
    #expect(answer.hasSuffix("hello"))
  }

  @Test("empty lines do not keep an idle connection open")
  func emptyLines() async throws {
    let answer = try await serving(configure: Self.hurry) { port in
      let wire = try Wire(port: port)
      for _ in 0..<1000 where wire.send("\r\n") { pause(milliseconds: 5) }
      return wire.receiveAll()
    }
    #expect(answer.isEmpty)
  }

  @Test("a header that comes too slowly is refused with 408 however steadily it drips")
  func slowHeader() async throws {
    let answer = try await serving(configure: Self.hurry) { port in
      let wire = try Wire(port: port)
      wire.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
      for _ in 0..<2000 where wire.send("a") { pause(milliseconds: 5) }
      return wire.receiveAll()
    }
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
  }

  @Test("a body that comes too slowly, or never, is refused with 408", arguments: [true, false])
  func slowBody(drips: Bool) async throws {
    let answer = try await serving(configure: Self.hurry) { port in
      let wire = try Wire(port: port)
      wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
      if drips {
        for _ in 0..<2000 where wire.send("a") { pause(milliseconds: 5) }
      }
      return wire.receiveAll()
    }
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
  }

  @Test("a client that does not read its answer is cut off")
  func slowReader() async throws {
    var router = Router.sample
    router.on(.get, "/large") { _ in Response(.ok, body: .bytes([UInt8](repeating: 0x78, count: 50_000_000))) }
    let isOver = DispatchSemaphore(value: 0)
    let (received, served) = try await serving(
      router,
      configure: { configuration in
        configuration.writeTimeout = .milliseconds(200)
        configuration.minimumRate = 100_000_000
      },
      observe: { if $0.pattern == "/large" { isOver.signal() } }
    ) { port in
      let wire = try Wire(port: port)
      wire.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
      // Its time is 200 ms and what 50 MB take at 100 MB/s.
      guard isOver.wait(timeout: .now() + .seconds(180)) == .success else { return (Int.max, false) }
      let served = try Self.isServed(port)
      var received = 0
      while let part = wire.receive(), !part.isEmpty { received += part.count }
      return (received, served)
    }
    #expect(received < 50_000_000)
    #expect(served)
  }

  @Test("a declared length with nothing behind it sets no memory aside")
  func promisedLength() async throws {
    var router = Router.sample
    router.on(.post, "/huge", bodyLimit: .max) { request in
      Response(.ok, body: .text("\(try await request.body.collect().count)"))
    }
    let answer = try await serving(router) { port in
      let wire = try Wire(port: port)
      wire.send("POST /huge HTTP/1.1\r\nHost: a\r\nContent-Length: \(Int.max)\r\n\r\nabc")
      wire.finish()
      return wire.receiveAll()
    }
    #expect(answer.hasPrefix("HTTP/1.1 400 "))
  }

  @Test("at the limit of connections the longest idle make room")
  func limit() async throws {
    let served = try await serving(configure: { $0.maxConnections = 20 }) { port in
      let idle = try (0..<60).map { _ in try Wire(port: port) }
      let served = try (0..<20).map { _ in try Self.isServed(port) }
      return served + (idle.isEmpty ? [false] : [])
    }
    #expect(served.allSatisfy { $0 })
  }

  @Test("a client that resets its connection hurts nobody")
  func resets() async throws {
    let served = try await serving { port in
      for index in 0..<50 {
        let wire = try Wire(port: port)
        wire.send(index.isMultiple(of: 2) ? "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n" : "GET / HT")
        wire.reset()
      }
      return try Self.isServed(port)
    }
    #expect(served)
  }

  @Test("a client that pipelines without end does not starve the others")
  func greed() async throws {
    let served = try await serving { port in
      let wire = try Wire(port: port)
      let batch = String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 20_000)
      Task.detached { try await onThread { wire.send(batch) } }
      let served = try (0..<5).map { _ in try Self.isServed(port) }
      var count = 0
      while count < 20_000, let part = wire.receive(), !part.isEmpty {
        count += String(decoding: part, as: UTF8.self).occurrences(of: "hello")
      }
      wire.reset()
      return served
    }
    #expect(served.allSatisfy { $0 })
  }

  @Test("rubbish neither crashes nor hangs the server", arguments: 0..<8)
  func rubbish(seed: UInt64) async throws {
    let served = try await serving(configure: { $0.lingerTimeout = .milliseconds(200) }) { port in
      var dice = Dice(state: seed &+ 1)
      let fragments = [
        "GET ", "POST ", "/", "/echo", " HTTP/1.1", " HTTP/1.0", "\r\n", "\r", "\n", "Host: a", "Content-Length: ",
        "Transfer-Encoding: chunked", "5", "0", "hello", ":", ";", "\0", "Expect: 100-continue", " ", "\r\n\r\n",
        "Connection: close", "HEAD ", "OPTIONS *", "ffffffffffffffff", "\t", "%", "é",
      ]
      for round in 0..<60 {
        let wire = try Wire(port: port)
        for _ in 0..<dice.roll(30) {
          if dice.roll(8) == 0 {
            wire.send((0..<dice.roll(200)).map { _ in UInt8(dice.roll(256)) })
          } else {
            wire.send(fragments[dice.roll(fragments.count)])
          }
        }
        if round.isMultiple(of: 3) { wire.reset() } else { wire.finish() }
        if round.isMultiple(of: 5) { _ = wire.receiveAll() }
      }
      return try Self.isServed(port)
    }
    #expect(served)
  }
}

/// Repeatable chance.
struct Dice {
  var state: UInt64

  mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(sides))
  }
}
