internal import HTTPTypes

/// A router's routes by path segment; made once, then only read.
final class RouteTree: Sendable {
  private let root: Node
  /// Every method that some route answers, for `OPTIONS *`.
  let methods: [HTTPRequest.Method]

  enum Match {
    case found(Route)
    /// The path is known, but with these methods only.
    case otherMethods([HTTPRequest.Method])
    case unknown
    /// A parameter that cannot be decoded.
    case malformed
    /// Not a path, but the server as a whole: `OPTIONS *`.
    case server
  }

  private final class Node: Sendable {
    let literals: [(segment: [UInt8], node: Node)]
    let parameter: Node?
    let rest: [Route]
    let routes: [Route]

    init(_ routes: [(segments: ArraySlice<Router.Segment>, route: Route)]) {
      var here: [Route] = []
      var rest: [Route] = []
      var literals: [(segment: [UInt8], routes: [(segments: ArraySlice<Router.Segment>, route: Route)])] = []
      var parameter: [(segments: ArraySlice<Router.Segment>, route: Route)] = []
      for (segments, route) in routes {
        switch segments.first {
        case nil: here.append(route)
        case .rest: rest.append(route)
        case .parameter: parameter.append((segments.dropFirst(), route))
        case .literal(let segment):
          if let index = literals.firstIndex(where: { $0.segment == segment }) {
            literals[index].routes.append((segments.dropFirst(), route))
          } else {
            literals.append((segment, [(segments.dropFirst(), route)]))
          }
        }
      }
      for list in [here, rest] {
        for (index, route) in list.enumerated() {
          precondition(!list[..<index].contains { $0.method == route.method }, "two routes for \(route.pattern)")
        }
      }
      self.routes = here
      self.rest = rest
      self.literals = literals.map { ($0.segment, Node($0.routes)) }
      self.parameter = parameter.isEmpty ? nil : Node(parameter)
    }
  }

  init(_ router: Router) {
    root = Node(router.all.map { (Router.segments(of: $0.pattern)[...], $0) })
    methods = Self.allowed(router.all)
  }

  /// Finds the route of a request's path, and puts down where the values of its parameters lie.
  func match(_ head: RequestHead) -> Match {
    head.values.removeAll(keepingCapacity: true)
    let path = head.facts.path.range
    // An absolute form without a path means the root.
    guard path.isEmpty || head.bytes[path.lowerBound] == UInt8(ascii: "/") else {
      return head.facts.method == .options ? .server : .unknown
    }
    var seen: [Route] = []
    let start = path.isEmpty ? path.lowerBound : path.lowerBound + 1
    guard let route = find(root, head, start, path.upperBound, &seen) else {
      return seen.isEmpty ? .unknown : .otherMethods(Self.allowed(seen))
    }
    for value in head.values where head.bytes[value.range].contains(UInt8(ascii: "%")) {
      guard PercentEncoding.decode(head.bytes[value.range]) != nil else { return .malformed }
    }
    return .found(route)
  }

  /// `start` is where the next segment starts; past the end when there is none left.
  private func find(_ node: Node, _ head: RequestHead, _ start: Int, _ end: Int, _ seen: inout [Route]) -> Route? {
    let method = head.facts.method
    guard start <= end else { return Self.pick(node.routes, method, &seen) }
    var stop = start
    while stop < end, head.bytes[stop] != UInt8(ascii: "/") { stop += 1 }
    for (segment, child) in node.literals where segment.count == stop - start {
      guard segment.elementsEqual(head.bytes[start..<stop]) else { continue }
      if let route = find(child, head, stop + 1, end, &seen) { return route }
      break
    }
    if stop > start, let child = node.parameter {
      let depth = head.values.count
      head.values.append(Extent(start, stop))
      if let route = find(child, head, stop + 1, end, &seen) { return route }
      head.values.removeSubrange(depth...)
    }
    if !node.rest.isEmpty, start < end, let route = Self.pick(node.rest, method, &seen) {
      head.values.append(Extent(start, end))
      return route
    }
    return nil
  }

  private static func pick(_ routes: [Route], _ method: HTTPRequest.Method, _ seen: inout [Route]) -> Route? {
    for route in routes where route.method == method { return route }
    if method == .head {
      for route in routes where route.method == .get { return route }
    }
    seen.append(contentsOf: routes)
    return nil
  }

  private static func allowed(_ routes: [Route]) -> [HTTPRequest.Method] {
    var methods = Set(routes.map(\.method))
    if methods.contains(.get) { methods.insert(.head) }
    methods.insert(.options)
    return methods.sorted { $0.rawValue < $1.rawValue }
  }
}
