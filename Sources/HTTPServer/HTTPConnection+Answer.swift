internal import HTTPTypes
internal import Sockets

extension HTTPConnection {
  /// Answers the request whose head was just read; false when the connection is to be closed.
  func answer() async -> Bool {
    number &+= 1
    let start = house.observe == nil ? Instant.never : Instant.now
    body = nil
    var response: Response
    var isFinal = false
    switch dispatch() {
    case .answered(let answer, let isLast):
      response = answer
      isFinal = isLast
    case .handler(let route):
      let request = self.request
      planFlush()
      do {
        response = try await route.handler(request)
      } catch {
        (response, isFinal) = answer(to: error, request)
      }
    }
    if !Self.isSendable(response) { response = Response(.internalServerError) }
    let goesOn = compose(response, goesOn: !isLast && !isFinal && mayDrain())
    var wasSent = true
    if output.count - sent > 262_144 { wasSent = await flush() }
    if case .stream(let produce) = response.body, wasSent, hasBody(response) { wasSent = await stream(produce) }
    if let observe = house.observe {
      observe(
        RequestSummary(
          method: head.facts.method, pattern: head.route?.pattern, status: response.status.code,
          nanoseconds: Instant.now.nanoseconds &- start.nanoseconds))
    }
    guard wasSent else { return false }
    return goesOn ? await goOn() : await end()
  }

  /// Makes the connection ready for its next request; false if that cannot be.
  private func goOn() async -> Bool {
    if body != nil {
      let isDrained = await drainBody()
      guard isDrained else { return await end() }
      body = nil
    }
    if mustGiveWay() { await Task.yield() }
    return true
  }

  /// Sends what is left to be sent, and sees to it that it is read.
  private func end() async -> Bool {
    let mayLeaveInput = body.map { !$0.isComplete } ?? false
    if await flush(), mayLeaveInput || consumed < input.count { await linger() }
    return false
  }

  /// Answers what could not be read, and closes the sending side so that the answer is read.
  func refuse(_ refusal: Refusal) async {
    let response = house.refusal(refusal, nil)
    _ = compose(response, goesOn: false)
    if case .stream(let produce) = response.body, hasBody(response) {
      guard await stream(produce) else { return }
    }
    house.observe?(RequestSummary(method: nil, pattern: nil, status: response.status.code, nanoseconds: 0))
    if await flush() { await linger() }
  }

  private enum Dispatch {
    case handler(Route)
    /// The response, and whether the connection must not be used after it.
    case answered(Response, isFinal: Bool)
  }

  /// Finds the route, or the answer where there is none.
  private func dispatch() -> Dispatch {
    let method = head.facts.method
    if method == .connect || method == .trace {
      let refusal = Refusal(.methodNotAllowed, "\(method.rawValue) is not served")
      return .answered(refused(refusal, allow: house.tree.methods), isFinal: true)
    }
    let match = house.tree.match(head)
    var limit = house.configuration.bodyLimit
    if case .found(let route) = match { limit = route.bodyLimit ?? limit }
    openBody(limit: limit)
    switch match {
    case .found(let route):
      head.route = route
      if case .length(let length) = head.facts.framing, length > limit {
        return .answered(refused(BodyError.tooLarge(limit: limit).refusal), isFinal: true)
      }
      return .handler(route)
    case .otherMethods(let methods):
      if method == .options { return .answered(Response(.noContent, headers: Self.allow(methods)), isFinal: false) }
      let refusal = Refusal(.methodNotAllowed, "\(method.rawValue) is not allowed here")
      return .answered(refused(refusal, allow: methods), isFinal: false)
    case .server:
      return .answered(Response(.ok, headers: Self.allow(house.tree.methods)), isFinal: false)
    case .unknown:
      return .answered(refused(Refusal(.notFound, "nothing is here")), isFinal: false)
    case .malformed:
      return .answered(refused(.malformed("a path that cannot be decoded")), isFinal: false)
    }
  }

  /// The answer to what a handler threw, and whether the connection must not be used after it.
  private func answer(to error: any Error, _ request: Request) -> (Response, Bool) {
    switch error {
    case let error as BodyError: (refused(error.refusal), true)
    case let refusal as Refusal: (refused(refusal), false)
    default: (house.onError(error, request), false)
    }
  }

  private var request: Request {
    Request(head: head, body: RequestBody(connection: body == nil ? nil : self, request: number))
  }

  private func refused(_ refusal: Refusal, allow: [HTTPRequest.Method]? = nil) -> Response {
    var response = house.refusal(refusal, request)
    if let allow { response.headers[.allow] = Self.allow(allow)[.allow] }
    return response
  }

  private static func allow(_ methods: [HTTPRequest.Method]) -> HTTPFields {
    [.allow: methods.map(\.rawValue).joined(separator: ", ")]
  }

  private static func isSendable(_ response: Response) -> Bool {
    (200...999).contains(response.status.code)
  }

  /// Swallows what the client still sends, so that closing does not reset the connection under the answer.
  private func linger() async {
    socket.finishSending()
    let deadline = loop.now.advanced(nanoseconds: house.lingerTimeout)
    var budget = 1_048_576
    consume(input.count - consumed)
    while budget > 0, loop.now < deadline, case .bytes = await fill(until: deadline) {
      budget -= input.count
      consume(input.count)
    }
  }
}
