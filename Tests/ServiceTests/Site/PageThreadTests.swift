import Glibc
import HTTPServer
import HTTPTypes
import Logging
import TestSupport
import Testing

@testable import Service

@Suite("Making pages")
struct PageThreadTests {
  /// The thread that runs it, as a number.
  private static func thread() -> String { "\(pthread_self())" }

  @Test func `they are never made on the loop that answers clicks, what they are sent is read there`() async throws {
    var log = Logger(label: "test")
    log.logLevel = .critical
    var router = Router()
    Site(
      routes: [
        SiteRoute(path: "/page") { _ in .page(Self.thread()) },
        SiteRoute(method: .post, path: "/page") { _ in .page(Self.thread()) },
      ], log: log
    ).add(to: &router)
    router.on(.get, "/loop") { _ in Response(.ok, body: .text(Self.thread())) }
    let server = Server(configuration: .init(port: 0), router: router, logger: log)
    let running = Task { try await server.run() }
    let port = try await server.boundPort
    let loop = try await HTTPWire.ask("GET", "/loop", port: port).text
    for _ in 1...20 {
      #expect(try await HTTPWire.ask("GET", "/loop", port: port).text == loop, "there is one loop")
      #expect(try await HTTPWire.ask("GET", "/page", port: port).text != loop)
    }
    let form = [("Content-Type", "application/x-www-form-urlencoded")]
    #expect(try await HTTPWire.ask("POST", "/page", port: port, fields: form, body: []).text == loop)
    running.cancel()
    try await running.value
  }
}
