package import HTTPTypes

/// What answers a request. It runs on the connection's event loop and must not block it.
package typealias Handler = @Sendable (Request) async throws -> Response

/// A method and pattern with the handler behind them.
final class Route: Sendable {
  let method: HTTPRequest.Method
  let pattern: String
  /// Names of the parameters, in the pattern's order.
  let names: [String]
  let bodyLimit: Int?
  let handler: Handler

  init(method: HTTPRequest.Method, pattern: String, names: [String], bodyLimit: Int?, handler: @escaping Handler) {
    self.method = method
    self.pattern = pattern
    self.names = names
    self.bodyLimit = bodyLimit
    self.handler = handler
  }
}

/// Which handler answers which method on which path.
///
/// A pattern is a path whose segments are literal (matched as sent, before percent-decoding), a parameter `{name}` that
/// takes one non-empty segment, or, last, `{name...}` that takes the rest of the path, one or more segments. Literal
/// goes before parameter, parameter before rest. A GET route answers HEAD too.
package struct Router: Sendable {
  private(set) var all: [Route] = []

  /// A router without routes.
  package init() {}

  /// The routes in the order they were added.
  package var routes: [(method: HTTPRequest.Method, pattern: String)] {
    all.map { ($0.method, $0.pattern) }
  }

  /// Adds a route.
  /// - Parameters:
  ///   - pattern: `/v1/conversions/{external_id}/reversals`, `/assets/{path...}`.
  ///   - bodyLimit: octets of the request body, beyond which 413 is answered; nil for the server's default.
  package mutating func on(
    _ method: HTTPRequest.Method, _ pattern: String, bodyLimit: Int? = nil, handler: @escaping Handler
  ) {
    let names = Self.segments(of: pattern).compactMap { segment -> String? in
      switch segment {
      case .literal: nil
      case .parameter(let name), .rest(let name): name
      }
    }
    precondition(Set(names).count == names.count, "a parameter named twice in \(pattern)")
    all.append(Route(method: method, pattern: pattern, names: names, bodyLimit: bodyLimit, handler: handler))
  }

  enum Segment {
    case literal([UInt8])
    case parameter(String)
    case rest(String)
  }

  static func segments(of pattern: String) -> [Segment] {
    precondition(pattern.hasPrefix("/"), "a pattern that does not start with a slash: \(pattern)")
    let parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(Array(part.utf8)) }
      let name = part.dropFirst().dropLast()
      guard name.hasSuffix("...") else { return .parameter(String(name)) }
      precondition(index == parts.count - 1, "a rest parameter that is not last: \(pattern)")
      return .rest(String(name.dropLast(3)))
    }
  }
}
