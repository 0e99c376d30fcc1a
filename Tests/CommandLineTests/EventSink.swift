import HTTPServer
import HTTPTypes
import Logging
import Synchronization

/// Somebody who takes the events that the service sends, and remembers their ids.
final class EventSink: Sendable {
  let port: Int
  private let seen: Seen

  private final class Seen: Sendable {
    let ids = Mutex<Set<String>>([])
  }

  private init(port: Int, seen: Seen) {
    self.port = port
    self.seen = seen
  }

  /// The ids of the events that came, each once.
  var ids: Set<String> { seen.ids.withLock { $0 } }

  /// Runs one for the time of a closure.
  static func run(_ body: (EventSink) async throws -> Void) async throws {
    let seen = Seen()
    var router = Router()
    router.on(.post, "/events", bodyLimit: 64_000) { request in
      let id = request.header(HTTPField.Name("webhook-id")!) ?? ""
      _ = try await request.body.collect()
      _ = seen.ids.withLock { $0.insert(id) }
      return Response(.noContent)
    }
    var log = Logger(label: "test")
    log.logLevel = .critical
    var configuration = HTTPServer.Configuration(port: 0)
    configuration.grace = .milliseconds(100)
    let server = Server(configuration: configuration, router: router, logger: log)
    let running = Task { try await server.run() }
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await body(EventSink(port: try await server.boundPort, seen: seen)))
    } catch {
      outcome = .failure(error)
    }
    running.cancel()
    _ = await running.result
    try outcome.get()
  }
}
