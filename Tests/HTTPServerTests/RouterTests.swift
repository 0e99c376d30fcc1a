import HTTPTypes
import Testing

@testable import HTTPServer

@Suite struct RouterTests {
  private static func tree(_ routes: [(HTTPRequest.Method, String)]) -> RouteTree {
    var router = Router()
    for (method, pattern) in routes { router.on(method, pattern) { _ in Response(.ok) } }
    return RouteTree(router)
  }

  /// The pattern found and its values as sent; a word for what is no match.
  private static func find(_ method: HTTPRequest.Method, _ path: String, in tree: RouteTree) -> String {
    let head = RequestHead(remoteAddress: "")
    head.bytes = Array(path.utf8)
    head.facts.method = method
    head.facts.path = Extent(0, head.bytes.count)
    switch tree.match(head) {
    case .found(let route):
      return ([route.pattern] + head.values.map(head.text)).joined(separator: " ")
    case .otherMethods(let methods): return "other " + methods.map(\.rawValue).joined(separator: ",")
    case .unknown: return "unknown"
    case .malformed: return "malformed"
    case .server: return "server"
    }
  }

  private static let tree = tree([
    (.get, "/"), (.get, "/r/{code}"), (.post, "/v1/links"), (.get, "/v1/links"), (.get, "/v1/links/{id}"),
    (.post, "/v1/links/search"), (.get, "/v1/links/{id}/clicks"), (.get, "/v1/links/all/people"),
    (.get, "/assets/{path...}"), (.get, "/assets/index"), (.delete, "/v1/{kind}/{id}"),
  ])

  @Test(
    "a path finds its route",
    arguments: [
      ("GET", "/", "/"), ("GET", "/r/abc", "/r/{code} abc"), ("GET", "/r/", "unknown"), ("GET", "/r", "unknown"),
      ("GET", "/r/abc/", "unknown"), ("GET", "/r/abc/d", "unknown"), ("GET", "//r/abc", "unknown"),
      ("GET", "/R/abc", "unknown"), ("GET", "/r/a%2Fb", "/r/{code} a%2Fb"), ("GET", "/r/a%2", "malformed"),
      ("GET", "/r/a%zz", "malformed"), ("GET", "/r/%ff", "malformed"), ("GET", "/r/%00", "malformed"),
      ("HEAD", "/r/abc", "/r/{code} abc"), ("POST", "/r/abc", "other GET,HEAD,OPTIONS"),
      ("PUT", "/v1/links", "other GET,HEAD,OPTIONS,POST"), ("GET", "/v1/links/7", "/v1/links/{id} 7"),
      ("POST", "/v1/links/search", "/v1/links/search"), ("GET", "/v1/links/search", "/v1/links/{id} search"),
      ("GET", "/v1/links/all/clicks", "/v1/links/{id}/clicks all"),
      ("GET", "/v1/links/all/people", "/v1/links/all/people"),
      ("GET", "/v1/links/7/people", "unknown"), ("GET", "/assets/a/b.css", "/assets/{path...} a/b.css"),
      ("GET", "/assets/index", "/assets/index"), ("GET", "/assets/", "unknown"),
      ("DELETE", "/v1/links/7", "/v1/{kind}/{id} links 7"), ("GET", "/v1/people/7", "other DELETE,OPTIONS"),
      ("GET", "", "/"), ("GET", "*", "unknown"),
      ("OPTIONS", "*", "server"),
    ])
  func finds(method: String, path: String, expected: String) {
    #expect(Self.find(HTTPRequest.Method(method)!, path, in: Self.tree) == expected)
  }

  @Test("parameters are decoded, a slash among them")
  func parameters() async throws {
    let answer = try await serving { port in
      let wire = try Wire(port: port)
      wire.send("GET /segments/a%2Fb/%C3%A9+c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      return wire.receiveAll()
    }
    #expect(answer.hasSuffix("\r\n\r\na/b|é+c"))
  }

  @Test("a path that cannot be decoded is refused with 400")
  func malformed() async throws {
    let answer = try await serving { port in
      let wire = try Wire(port: port)
      wire.send("GET /segments/a%2/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      return wire.receiveAll()
    }
    #expect(answer.hasPrefix("HTTP/1.1 400 "))
  }

  @Test("the routes are told in the order they were added")
  func routes() {
    #expect(
      Router.sample.routes.map { "\($0.method) \($0.pattern)" }.prefix(3) == ["GET /", "POST /echo", "POST /ignore"])
  }
}
