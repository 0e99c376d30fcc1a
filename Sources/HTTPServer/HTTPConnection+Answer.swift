internal import HTTPTypes
internal import Sockets

extension HTTPConnection {
  /// Answers the request whose head was just read; false when the connection is to be closed.
  func answer() async -> Bool {
    number &+= 1
    let start = house.observe == nil ? Instant.never : Instant.now
    body = nil
    var (response, isFinal) = await respond()
    if !Self.isSendable(response) { response = Response(.internalServerError) }
    let goesOn = !isLast && !isFinal && mayDrain() && !asksToClose(response)
    let wasSent = await send(response, isLast: !goesOn)
    if let observe = house.observe {
      observe(
        RequestSummary(
          method: head.facts.method, pattern: head.route?.pattern, status: response.status.code,
          nanoseconds: Instant.now.nanoseconds &- start.nanoseconds))
    }
    guard wasSent else { return false }
    if goesOn {
      guard body != nil else {
        await giveWay()
        return true
      }
      let isDrained = await drainBody()
      body = nil
      if isDrained { return true }
    }
    let mayLeaveInput = body.map { !$0.isComplete } ?? false
    guard await flush() else { return false }
    if mayLeaveInput || consumed < input.count { await linger() }
    return false
  }

  /// Answers what could not be read, and closes the sending side so that the answer is read.
  func refuse(_ refusal: Refusal) async {
    let response = house.refusal(refusal, nil)
    guard await send(response, isLast: true), await flush() else { return }
    house.observe?(RequestSummary(method: nil, pattern: nil, status: response.status.code, nanoseconds: 0))
    await linger()
  }

  /// The response, and whether the connection must not be used after it.
  private func respond() async -> (Response, Bool) {
    let method = head.facts.method
    if method == .connect || method == .trace {
      return (refused(Refusal(.methodNotAllowed, "\(method.rawValue) is not served"), allow: house.tree.methods), true)
    }
    if method == .options, head.text(head.facts.path) == "*" {
      openBody(limit: house.configuration.bodyLimit)
      return (Response(.ok, headers: Self.allow(house.tree.methods)), false)
    }
    var values = head.values
    head.values = []
    let match = house.tree.match(method: method, path: head.facts.path, in: head.bytes, values: &values)
    head.values = values
    switch match {
    case .found(let route):
      head.route = route
      let limit = route.bodyLimit ?? house.configuration.bodyLimit
      if case .length(let length) = head.facts.framing, length > limit {
        openBody(limit: limit)
        return (refused(BodyError.tooLarge(limit: limit).refusal), true)
      }
      openBody(limit: limit)
      return await call(route)
    case .otherMethods(let methods):
      openBody(limit: house.configuration.bodyLimit)
      if method == .options { return (Response(.noContent, headers: Self.allow(methods)), false) }
      return (refused(Refusal(.methodNotAllowed, "\(method.rawValue) is not allowed here"), allow: methods), false)
    case .unknown:
      openBody(limit: house.configuration.bodyLimit)
      return (refused(Refusal(.notFound, "nothing is here")), false)
    case .malformed:
      openBody(limit: house.configuration.bodyLimit)
      return (refused(.malformed("a path that cannot be decoded")), false)
    }
  }

  private func call(_ route: Route) async -> (Response, Bool) {
    let request = self.request
    planFlush()
    do {
      return (try await route.handler(request), false)
    } catch let error as BodyError {
      return (refused(error.refusal), true)
    } catch let refusal as Refusal {
      return (refused(refusal), false)
    } catch {
      return (house.onError(error, request), false)
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

  /// Whether the handler, or the way the body must be framed, ends the connection.
  private func asksToClose(_ response: Response) -> Bool {
    if case .stream = response.body, !head.facts.isAtLeast11 { return true }
    return response.headers.contains { $0.name == .connection && $0.value.lowercased() == "close" }
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
