import HTTPServer
import HTTPTypes
import Logging
import Postgres

/// The whole API: its endpoints, and how each is called.
struct API: Sendable {
  let endpoints: [Endpoint]
  private let door: Door
  private let log: Logger

  /// The API of these nouns. The document describes itself too.
  init(_ endpoints: [Endpoint], environment: Environment) {
    let document = Endpoint(
      method: .get, path: "/openapi.json", summary: "This document", access: .open,
      answers: [.init(status: .ok, description: "OpenAPI 3.1.", schema: .open("The document."))],
      handle: { _ in throw Problem.notFound("document yet") })
    var all = endpoints + [document]
    let described = all
    all[all.count - 1].handle = { _ in
      .json(OpenAPI(endpoints: described, publicURL: environment.address.url).document)
    }
    self.endpoints = all
    door = Door(environment: environment)
    log = environment.log
  }

  /// Adds every endpoint to a router. What is open to all takes any query: it is the world's, not the API's.
  func add(to router: inout Router) {
    for endpoint in endpoints {
      let parameters = Set(endpoint.parameters.lazy.filter { $0.place == .query }.map(\.name))
      router.on(endpoint.method, endpoint.path, bodyLimit: endpoint.longestBody) {
        [door, log] request in
        do {
          guard endpoint.access != .open else {
            return try await endpoint.handle(Call(request: request, caller: .anybody, query: .empty))
          }
          let caller = try await door.admit(request, to: endpoint)
          let query = try Query(request, allowing: parameters)
          let answer = try await endpoint.handle(Call(request: request, caller: caller, query: query))
          return endpoint.access == .page ? answer.openToPages : answer
        } catch let error as BodyError {
          throw error
        } catch {
          let answer = Response.problem(Problem(error, log: log))
          return endpoint.access == .page ? answer.openToPages : answer
        }
      }
    }
  }
}

extension Problem {
  /// The one place where errors become answers. What is not the caller's doing is logged, and told to nobody.
  init(_ error: any Error, log: Logger) {
    switch error {
    case let problem as Problem:
      self = problem
    case is PoolError:
      self = .unavailable("The service is busy.")
    case let error as PostgresError where error.isConnectionFailure:
      log.warning("the database does not answer", metadata: ["error": "\(error)"])
      self = .unavailable("The database does not answer.")
    case let error as PostgresError where error.sqlState == .queryCanceled:
      log.warning("a statement took too long", metadata: ["error": "\(error)"])
      self = .unavailable("This takes longer than anybody waits. Ask for less at once, such as fewer days.")
    case let error as PostgresError where error.isRetryable:
      self = .unavailable("Too much happens to the same things at once.", retryAfter: 1)
    default:
      log.error("a request failed", metadata: ["error": "\(error)"])
      self = Problem(.internalServerError, "internal", "Something went wrong here. It has been logged.")
    }
  }
}
