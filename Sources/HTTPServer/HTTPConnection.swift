internal import HTTPTypes
internal import Sockets
internal import Synchronization

/// One client's connection, from its first request to its last. Lives on its event loop's thread.
actor HTTPConnection {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  let socket: Connection
  let house: House
  let register: Register

  /// Bytes received and not yet used up start at `consumed`.
  var input: [UInt8] = []
  var consumed = 0
  /// Bytes to be sent start at `sent`.
  var output: [UInt8] = []
  var sent = 0
  var flushIsPlanned = false

  var head: RequestHead
  /// Counts requests, so that a body asked for too late is known.
  var number: UInt64 = 0
  var body: BodyReader?
  var isReadingBody = false
  var bodyStart = Instant.never
  var streaming = Streaming.no
  /// Since when it waits for a request; nil while it is at one.
  private(set) var idleSince: Instant?
  private var isDraining = false
  private var parser: HeadParser
  /// By when the head that has begun must be there.
  private var headDeadline: Instant?
  /// The task that serves it, to be cancelled when the server's patience ends.
  nonisolated let task = Mutex<Task<Void, Never>?>(nil)
  /// Steps taken without a wait: a busy client must let the others have their turn.
  private var steps = 0

  enum Streaming { case no, raw, chunked }

  init(_ socket: Connection, house: House, register: Register) {
    self.socket = socket
    loop = socket.loop
    self.house = house
    self.register = register
    head = RequestHead(remoteAddress: socket.peer.ip, loop: socket.loop)
    parser = HeadParser(limits: house.headLimits)
  }

  /// Serves requests until the connection ends, then closes it.
  func serve() async {
    guard (try? socket.open()) != nil else { return socket.close() }
    register.enter(self)
    isDraining = register.isDraining
    startRequest()
    serving: while true {
      switch readHead() {
      case .complete:
        guard await answer() else { break serving }
        startRequest()
      case .incomplete:
        guard await receiveMore() else { break serving }
      case .refused(let refusal):
        await refuse(refusal)
        break serving
      }
    }
    socket.close()
    register.leave(self)
  }

  /// Finishes the request it is at, if any, and then closes.
  func drain() {
    isDraining = true
    if idleSince != nil { socket.interruptReader() }
  }

  /// Ends at once.
  func cut() {
    isDraining = true
    task.withLock { $0 }?.cancel()
    socket.interrupt()
    socket.close()
  }

  /// Whether the response to the request at hand is the connection's last.
  var isLast: Bool { isDraining || !head.facts.keepsAlive }

  // MARK: Receiving

  private func startRequest() {
    if !isKnownUniquelyReferenced(&head) { head = RequestHead(remoteAddress: socket.peer.ip, loop: socket.loop) }
    head.facts.reset()
    head.route = nil
    parser = HeadParser(limits: house.headLimits)
    headDeadline = nil
  }

  /// Reads as much of the next request's head as there is.
  private func readHead() -> HeadParser.Outcome {
    guard consumed < input.count else { return .incomplete }
    let outcome = parser.advance(input.span.extracting(consumed...), into: &head.facts)
    switch outcome {
    case .complete(let count):
      idleSince = nil
      head.bytes.removeAll(keepingCapacity: true)
      input.span.extracting(consumed..<(consumed + count)).append(to: &head.bytes)
      consume(count)
    case .incomplete where parser.emptyPrefix > 0:
      consume(parser.emptyPrefix)
      parser = HeadParser(limits: house.headLimits)
    default: break
    }
    return outcome
  }

  /// Waits for more of a head; false when there will be none.
  private func receiveMore() async -> Bool {
    if sent < output.count, !sendSome() {
      guard await flush() else { return false }
    }
    let isIdle = consumed == input.count
    let deadline: Instant
    if isIdle {
      let since = idleSince ?? loop.now
      idleSince = since
      deadline = since.advanced(nanoseconds: house.idleTimeout)
    } else {
      idleSince = nil
      deadline = headDeadline ?? loop.now.advanced(nanoseconds: house.headTimeout)
      headDeadline = deadline
    }
    if mustGiveWay() { await Task.yield() }
    var filled = receiveNow()
    while filled == nil {
      filled = outcome(of: await socket.readable(until: deadline)) ?? receiveNow()
    }
    switch filled {
    case .bytes: return true
    case .end where !isIdle: await refuse(.malformed("a request that ended early"))
    case .timedOut where !isIdle: await refuse(Refusal(.requestTimeout, "a request that came too slowly"))
    default: break
    }
    return false
  }

  enum Filled { case bytes, end, timedOut, broken }

  /// Receives more input, waiting for it if need be.
  func fill(until deadline: Instant) async -> Filled {
    if mustGiveWay() { await Task.yield() }
    while true {
      if let filled = receiveNow() { return filled }
      if let filled = outcome(of: await socket.readable(until: deadline)) { return filled }
    }
  }

  /// Receives what is there; nil if it is to be waited for.
  private func receiveNow() -> Filled? {
    if consumed > 0 {
      input.removeSubrange(..<consumed)
      consumed = 0
    }
    switch socket.receive(appendingTo: &input) {
    case .bytes: return .bytes
    case .end: return .end
    case .failed: return .broken
    case .wouldBlock:
      steps = 0
      return isDraining && idleSince != nil ? .end : nil
    }
  }

  /// What a wait means if it did not end well.
  private func outcome(of readiness: Readiness) -> Filled? {
    switch readiness {
    case .ready: nil
    case .timedOut: .timedOut
    case .interrupted: socket.isOpen && isDraining ? nil : .broken
    }
  }

  /// Whether this connection has kept the thread for so long that the others must have their turn.
  func mustGiveWay() -> Bool {
    steps += 1
    guard steps >= 32 else { return false }
    steps = 0
    return true
  }

  /// Uses up input; an emptied buffer that had grown large is let go.
  func consume(_ count: Int) {
    consumed += count
    guard consumed == input.count else { return }
    consumed = 0
    if input.capacity > 16_384 { input = [] } else { input.removeAll(keepingCapacity: true) }
  }
}
