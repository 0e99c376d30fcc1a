import HTTPTypes
import Logging
import ServiceLifecycle
import Testing

@testable import HTTPServer

@Suite struct StopTests {
  private static var logger: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }

  private static func router(_ gate: Gate) -> Router {
    var router = Router.sample
    router.on(.get, "/gate") { _ in
      await gate.pass()
      return Response(.ok, body: .text("passed"))
    }
    return router
  }

  @Test("a graceful stop answers the request in flight, closes idle connections and accepts no more")
  func graceful() async throws {
    let gate = Gate()
    let server = Server(
      configuration: Configuration(host: "127.0.0.1", port: 0), router: Self.router(gate), logger: Self.logger)
    let group = ServiceGroup(services: [server], logger: Self.logger)
    let run = Task { try await group.run() }
    let port = try await server.boundPort
    let (busy, idle) = try await onThread {
      let busy = try Wire(port: port)
      let idle = try Wire(port: port)
      idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = idle.receive { $0.hasSuffix("hello") }
      busy.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
      return (busy, idle)
    }
    while gate.count == 0 { try await Task.sleep(for: .milliseconds(1)) }
    await group.triggerGracefulShutdown()
    // The idle connection ends while the other request is still at its gate.
    #expect(try await onThread { idle.receiveAll() } == "")
    gate.open()
    let answer = try await onThread { busy.receiveAll() }
    #expect(answer.contains("\r\nConnection: close\r\n"))
    #expect(answer.hasSuffix("passed"))
    try await run.value
    #expect(throws: Wire.WireError.self) { try Wire(port: port) }
  }

  @Test("a handler that outlasts the grace is cancelled and its connection cut")
  func grace() async throws {
    var configuration = Configuration(host: "127.0.0.1", port: 0)
    configuration.grace = .milliseconds(100)
    var router = Router()
    router.on(.get, "/") { _ in
      try await Task.sleep(for: .seconds(600))
      return Response(.ok)
    }
    let server = Server(configuration: configuration, router: router, logger: Self.logger)
    let group = ServiceGroup(services: [server], logger: Self.logger)
    let run = Task { try await group.run() }
    let port = try await server.boundPort
    let wire = try await onThread {
      let wire = try Wire(port: port)
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      return wire
    }
    try await Task.sleep(for: .milliseconds(100))
    await group.triggerGracefulShutdown()
    try await run.value
    #expect(try await onThread { wire.receiveAll() } == "")
  }

  @Test("a port that is taken is told by run and by boundPort")
  func taken() async throws {
    let first = Server(
      configuration: Configuration(host: "127.0.0.1", port: 0), router: .sample, logger: Self.logger)
    let run = Task { try await first.run() }
    let port = try await first.boundPort
    let second = Server(
      configuration: Configuration(host: "127.0.0.1", port: port), router: .sample, logger: Self.logger)
    await #expect(throws: (any Error).self) { try await second.run() }
    await #expect(throws: (any Error).self) { try await second.boundPort }
    run.cancel()
    try await run.value
  }

  @Test("several loops serve one port")
  func loops() async throws {
    let answers = try await serving(configure: { $0.loops = 3 }) { port in
      let wires = try (0..<12).map { _ in try Wire(port: port) }
      for wire in wires { wire.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
      return wires.map { $0.receiveAll().hasSuffix("hello") }
    }
    #expect(answers.allSatisfy { $0 })
  }
}
