import Dispatch
import HTTPServer
import HTTPTypes
import Logging
import TestSupport
import Testing

@testable import Service

@Suite("Making pages")
struct PageThreadTests {
  /// Holds a thread until it is let go, for half a minute at the most.
  private final class Hold: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func wait() -> Bool { semaphore.wait(timeout: .now() + 30) == .success }
    func end() { semaphore.signal() }
  }

  @Test func `one that takes long holds up nobody on the loop that answers clicks`() async throws {
    let hold = Hold()
    var log = Logger(label: "test")
    log.logLevel = .critical
    var router = Router()
    let slow = SiteRoute(path: "/slow") { _ in
      let isFree = hold.wait()
      return .page(isFree ? "let go" : "held")
    }
    Site(routes: [slow], log: log).add(to: &router)
    router.on(.get, "/quick") { _ in
      hold.end()
      return Response(.ok, body: .text("quick"))
    }
    let server = Server(configuration: .init(port: 0), router: router, logger: log)
    let running = Task { try await server.run() }
    let port = try await server.boundPort
    async let page = HTTPWire.ask("GET", "/slow", port: port)
    // Whichever comes first: the one loop has to take both.
    let quick = try await HTTPWire.ask("GET", "/quick", port: port)
    #expect(quick.text == "quick")
    #expect(try await page.text == "let go")
    running.cancel()
    try await running.value
  }
}
