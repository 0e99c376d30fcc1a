import HTTPServer
import HTTPTypes
import Logging
import Pages

/// A page, or what a page asks for: where it is, and what answers.
struct SiteRoute: Sendable {
  var method: HTTPRequest.Method = .get
  var path: String
  var bodyLimit = 64 * 1024
  var handle: @Sendable (Request) async throws -> Response
}

/// What people see in a browser.
struct Site: Sendable {
  var routes: [SiteRoute]
  var log: Logger

  /// Adds every route to a router. What goes wrong becomes a page that says so.
  func add(to router: inout Router) {
    for route in routes {
      router.on(route.method, route.path, bodyLimit: route.bodyLimit) { [log] request in
        do {
          guard route.method == .get else { return try await route.handle(request) }
          return try await Self.show(route, to: request)
        } catch let error as BodyError {
          throw error
        } catch {
          let problem = Problem(error, log: log)
          var response = Response.page(MessagePage(problem).html, problem.status)
          if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
          return response
        }
      }
    }
  }
}

extension Site {
  /// Makes a page off the loop that answers clicks, to which a connection's task and all within it keep: a page may be
  /// large, a file of a hundred thousand lines.
  private static func show(_ route: SiteRoute, to request: Request) async throws -> Response {
    let making = Task.detached { try await route.handle(request) }
    return try await withTaskCancellationHandler {
      try await making.value
    } onCancel: {
      making.cancel()
    }
  }
}

extension MessagePage {
  /// What went wrong, in words.
  init(_ problem: Problem, next: Action? = nil) {
    let title =
      switch problem.status.code {
      case 403: "This is not open to you"
      case 404: "There is nothing here"
      case 429: "A little too fast"
      case 500...: "Something went wrong here"
      default: "That did not work"
      }
    self.init(title: title, message: problem.detail, next: next)
  }
}
