import HTTPTypes
import Logging

@testable import HTTPServer

/// Runs a server on a free port for the time of a closure, which gets the port and runs on a thread of its own, where
/// it may block.
@discardableResult
func serving<Value: Sendable>(
  _ router: Router = .sample,
  configure: (inout Configuration) -> Void = { _ in },
  observe: (@Sendable (RequestSummary) -> Void)? = nil,
  _ body: @escaping @Sendable (Int) throws -> Value
) async throws -> Value {
  var configuration = Configuration(host: "127.0.0.1", port: 0)
  configuration.grace = .seconds(2)
  configure(&configuration)
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let server = Server(configuration: configuration, router: router, observe: observe, logger: logger)
  let run = Task { try await server.run() }
  let port = try await server.boundPort
  let outcome = await Result { try await onThread { try body(port) } }
  run.cancel()
  try await run.value
  return try outcome.get()
}

extension Result where Failure == any Error {
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

extension Router {
  /// A small server: `/` says hello, `/echo` gives a body back, `/segments/{a}/{b}` its parameters, `/ignore` leaves a
  /// body unread.
  static var sample: Router {
    var router = Router()
    router.on(.get, "/") { _ in Response(.ok, body: .text("hello")) }
    router.on(.post, "/echo", bodyLimit: 100_000) { Response(.ok, body: .bytes(try await $0.body.collect())) }
    router.on(.post, "/ignore") { _ in Response(.ok, body: .text("ignored")) }
    router.on(.get, "/segments/{a}/{b}") { request in
      Response(.ok, body: .text("\(request.parameters["a"] ?? "-")|\(request.parameters["b"] ?? "-")"))
    }
    router.on(.get, "/empty") { _ in Response(.noContent) }
    router.on(.get, "/stream") { _ in
      Response(
        .ok,
        body: .stream { writer in
          for part in ["one ", "two ", "three"] { try await writer.write(part) }
        })
    }
    return router
  }
}
